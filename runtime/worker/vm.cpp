#include "runtime/worker/vm.h"

#include <algorithm>
#include <new>
#include <stdexcept>
#include <string_view>

#include <lua.hpp>

#include "runtime/worker/binding.h"
#include "runtime/worker/bindings.h"
#include "runtime/worker/embedded.h"
#include "runtime/worker/json_write.h"
#include "runtime/worker/utf8.h"

namespace luabot::worker {
namespace {

void push(lua_State* lua, std::string_view text) {
  lua_pushlstring(lua, text.data(), text.size());
}

/// Compiles a file of ours; a mistake in it is a mistake in the program.
void push_prelude(lua_State* lua, std::string_view name) {
  for (const auto& file : prelude_files()) {
    if (file.name != name) continue;
    const std::string chunk = own_chunk + std::string(name);
    if (luaL_loadbufferx(lua, file.text.data(), file.text.size(), chunk.c_str(), "t") != 0) lua_error(lua);
  }
}

std::string top_text(lua_State* lua) {
  std::size_t size = 0;
  const char* data = lua_tolstring(lua, -1, &size);
  return data == nullptr ? std::string() : std::string(data, size);
}

}  // namespace

Vm::Vm(std::string& out) : lua_(luaL_newstate()) {
  if (lua_ == nullptr) throw std::bad_alloc();
  context_.out = &out;
  context_.stack = static_cast<const char*>(__builtin_frame_address(0));
  auto body = [this](lua_State*) { open(); };
  if (guarded(lua_, body)) return;
  const std::string why = top_text(lua_);
  lua_close(lua_);
  throw std::runtime_error("the sandbox does not start: " + why);
}

Vm::~Vm() {
  lua_close(lua_);
}

void Vm::open() {
  lua_State* lua = lua_;
  static constexpr luaL_Reg libraries[] = {{"", luaopen_base},
                                           {LUA_TABLIBNAME, luaopen_table},
                                           {LUA_STRLIBNAME, luaopen_string},
                                           {LUA_MATHLIBNAME, luaopen_math},
                                           {LUA_OSLIBNAME, luaopen_os},
                                           {LUA_DBLIBNAME, luaopen_debug},
                                           {LUA_BITLIBNAME, luaopen_bit},
                                           // Without it there is no compiler.
                                           {LUA_JITLIBNAME, luaopen_jit}};
  for (const auto& library : libraries) {
    lua_pushcfunction(lua, library.func);
    lua_pushstring(lua, library.name);
    lua_call(lua, 1, 0);
  }
  push_host(lua, context_);
  const int host = lua_gettop(lua);

  push_prelude(lua, "sandbox.lua");
  lua_pushvalue(lua, host);
  lua_call(lua, 1, 1);
  const int text_of = lua_gettop(lua);
  push_prelude(lua, "order.lua");
  lua_call(lua, 0, 0);
  push_prelude(lua, "environment.lua");
  lua_pushvalue(lua, host);
  lua_call(lua, 1, 2);
  const int runs = lua_gettop(lua);
  const int scripts = runs - 1;

  push_prelude(lua, "modules.lua");
  lua_pushvalue(lua, host);
  lua_newtable(lua);
  for (const auto& file : library_files()) {
    push(lua, file.name);
    push(lua, file.text);
    lua_rawset(lua, -3);
  }
  lua_pushvalue(lua, text_of);
  lua_pushvalue(lua, scripts);
  lua_pushvalue(lua, runs);
  lua_call(lua, 5, 3);
  describe_ = luaL_ref(lua, LUA_REGISTRYINDEX);
  finish_ = luaL_ref(lua, LUA_REGISTRYINDEX);
  compile_ = luaL_ref(lua, LUA_REGISTRYINDEX);
}

Result<std::string> Vm::load(const wire::Load& bundle) {
  if (bundle.files.empty()) return Error{"NO_SCRIPT", "the bundle is empty"};
  context_.top.wall_ms = context_.top.began_ms = bundle.wall_ms;
  // In a coroutine, because the stack of one that failed is still there to be told.
  lua_State* thread = nullptr;
  int keep = LUA_NOREF;
  auto prepare = [&](lua_State* lua) {
    thread = lua_newthread(lua);
    keep = luaL_ref(lua, LUA_REGISTRYINDEX);
    lua_rawgeti(lua, LUA_REGISTRYINDEX, compile_);
    push_bundle(lua, bundle);
    lua_call(lua, 1, 1);
    lua_xmove(lua, thread, 1);
  };
  if (!guarded(lua_, prepare)) return Error{"LOAD_FAILED", describe_error(lua_)};
  const int status = lua_resume(thread, 0);
  if (status == LUA_YIELD) return Error{"LOAD_FAILED", bundle.files[0].name + ": the top level cannot yield"};
  if (status != 0) return Error{"LOAD_FAILED", describe_error(thread)};
  luaL_unref(lua_, LUA_REGISTRYINDEX, keep);

  std::string definition, why;
  auto finish = [&](lua_State* lua) {
    lua_rawgeti(lua, LUA_REGISTRYINDEX, finish_);
    lua_call(lua, 0, 2);
    dispatch_ = luaL_ref(lua, LUA_REGISTRYINDEX);
    if (!write_json(lua, -1, definition, why)) luaL_error(lua, "luabot.bot: %s", why.c_str());
  };
  if (!guarded(lua_, finish)) return Error{"LOAD_FAILED", describe_error(lua_)};
  return definition;
}

void Vm::push_bundle(lua_State* lua, const wire::Load& bundle) const {
  lua_createtable(lua, static_cast<int>(bundle.files.size()), 0);
  int place = 0;
  for (const auto& file : bundle.files) {
    lua_newtable(lua);
    push(lua, file.name);
    lua_setfield(lua, -2, "name");
    push(lua, file.source);
    lua_setfield(lua, -2, "source");
    lua_rawseti(lua, -2, ++place);
  }
}

void Vm::push_dispatch(lua_State* lua) const {
  lua_rawgeti(lua, LUA_REGISTRYINDEX, dispatch_);
}

std::string Vm::describe_error(lua_State* thread) {
  if (thread == lua_) {
    // An error of ours; a protected call would hide the stack it lies on.
    const std::string plain = top_text(lua_);
    lua_pop(lua_, 1);
    return clean_utf8(plain);
  }
  std::string text;
  auto body = [&](lua_State* lua) {
    lua_rawgeti(lua, LUA_REGISTRYINDEX, describe_);
    lua_xmove(thread, lua, 1);
    lua_call(lua, 1, 1);
    text = top_text(lua);
    luaL_traceback(lua, thread, "", 0);
    text += script_traceback(top_text(lua), text);
  };
  if (!guarded(lua_, body)) {
    text = top_text(lua_);
    lua_pop(lua_, 1);
  }
  return clean_utf8(text);
}

std::string script_traceback(std::string_view text, std::string_view message) {
  std::string kept;
  while (!text.empty()) {
    const auto end = text.find('\n');
    std::string line(text.substr(0, end));
    text.remove_prefix(end == std::string_view::npos ? text.size() : end + 1);
    const bool frame = line.rfind('\t', 0) == 0;
    if (!frame || line.find("[luabot]/") != std::string::npos || line.rfind("\t[C]", 0) == 0) continue;
    // Where a coroutine failed in Lua itself, LuaJIT has lost the line of the innermost frame; the message
    // has it.
    const auto colon = line.find(": in ");
    const auto source = std::string_view(line).substr(1, colon == std::string::npos ? 0 : colon);
    if (kept.empty() && source.size() > 1 && message.rfind(source, 0) == 0) {
      const auto digits = message.substr(source.size());
      const auto size = std::min(digits.find_first_not_of("0123456789"), digits.size());
      if (size > 0) line.insert(colon + 1, std::string(digits.substr(0, size)) + ":");
    }
    kept.append("\n").append(line);
  }
  return kept.empty() ? kept : "\nstack traceback:" + kept;
}

}  // namespace luabot::worker
