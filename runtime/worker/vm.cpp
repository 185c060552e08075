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

void push(lua_State* L, std::string_view text) {
  lua_pushlstring(L, text.data(), text.size());
}

/// Compiles a file of ours; a mistake in it is a mistake in the program.
void push_prelude(lua_State* L, std::string_view name) {
  for (const auto& file : prelude_files()) {
    if (file.name != name) continue;
    const std::string chunk = own_chunk + std::string(name);
    if (luaL_loadbufferx(L, file.text.data(), file.text.size(), chunk.c_str(), "t") != 0) lua_error(L);
  }
}

std::string top_text(lua_State* L) {
  std::size_t size = 0;
  const char* data = lua_tolstring(L, -1, &size);
  return data == nullptr ? std::string() : std::string(data, size);
}

}  // namespace

Vm::Vm(std::string& out) : L_(luaL_newstate()) {
  if (L_ == nullptr) throw std::bad_alloc();
  context_.out = &out;
  auto body = [this](lua_State*) { open(); };
  if (guarded(L_, body)) return;
  const std::string why = top_text(L_);
  lua_close(L_);
  throw std::runtime_error("the sandbox does not start: " + why);
}

Vm::~Vm() {
  lua_close(L_);
}

void Vm::open() {
  lua_State* L = L_;
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
    lua_pushcfunction(L, library.func);
    lua_pushstring(L, library.name);
    lua_call(L, 1, 0);
  }
  push_host(L, context_);
  const int host = lua_gettop(L);

  push_prelude(L, "sandbox.lua");
  lua_pushvalue(L, host);
  lua_call(L, 1, 1);
  const int text_of = lua_gettop(L);
  push_prelude(L, "order.lua");
  lua_call(L, 0, 0);

  push_prelude(L, "modules.lua");
  lua_pushvalue(L, host);
  lua_newtable(L);
  for (const auto& file : library_files()) {
    push(L, file.name);
    push(L, file.text);
    lua_rawset(L, -3);
  }
  lua_pushvalue(L, text_of);
  lua_call(L, 3, 3);
  describe_ = luaL_ref(L, LUA_REGISTRYINDEX);
  finish_ = luaL_ref(L, LUA_REGISTRYINDEX);
  compile_ = luaL_ref(L, LUA_REGISTRYINDEX);
}

Result<std::string> Vm::load(const wire::Load& bundle) {
  if (bundle.files.empty()) return Error{"NO_SCRIPT", "the bundle is empty"};
  context_.top.wall_ms = context_.top.began_ms = bundle.wall_ms;
  // In a coroutine, because the stack of one that failed is still there to be told.
  lua_State* thread = nullptr;
  int keep = LUA_NOREF;
  auto prepare = [&](lua_State* L) {
    thread = lua_newthread(L);
    keep = luaL_ref(L, LUA_REGISTRYINDEX);
    lua_rawgeti(L, LUA_REGISTRYINDEX, compile_);
    push_bundle(L, bundle);
    lua_call(L, 1, 1);
    lua_xmove(L, thread, 1);
  };
  if (!guarded(L_, prepare)) return Error{"LOAD_FAILED", describe_error(L_)};
  const int status = lua_resume(thread, 0);
  if (status == LUA_YIELD) return Error{"LOAD_FAILED", bundle.files[0].name + ": the top level cannot yield"};
  if (status != 0) return Error{"LOAD_FAILED", describe_error(thread)};
  luaL_unref(L_, LUA_REGISTRYINDEX, keep);

  std::string definition, why;
  auto finish = [&](lua_State* L) {
    lua_rawgeti(L, LUA_REGISTRYINDEX, finish_);
    lua_call(L, 0, 2);
    dispatch_ = luaL_ref(L, LUA_REGISTRYINDEX);
    if (!write_json(L, -1, definition, why)) luaL_error(L, "luabot.bot: %s", why.c_str());
  };
  if (!guarded(L_, finish)) return Error{"LOAD_FAILED", describe_error(L_)};
  return definition;
}

void Vm::push_bundle(lua_State* L, const wire::Load& bundle) const {
  lua_createtable(L, static_cast<int>(bundle.files.size()), 0);
  int place = 0;
  for (const auto& file : bundle.files) {
    lua_newtable(L);
    push(L, file.name);
    lua_setfield(L, -2, "name");
    push(L, file.source);
    lua_setfield(L, -2, "source");
    lua_rawseti(L, -2, ++place);
  }
}

void Vm::push_dispatch(lua_State* L) const {
  lua_rawgeti(L, LUA_REGISTRYINDEX, dispatch_);
}

std::string Vm::describe_error(lua_State* thread) {
  if (thread == L_) {
    // An error of ours; a protected call would hide the stack it lies on.
    const std::string plain = top_text(L_);
    lua_pop(L_, 1);
    return clean_utf8(plain);
  }
  std::string text;
  auto body = [&](lua_State* L) {
    lua_rawgeti(L, LUA_REGISTRYINDEX, describe_);
    lua_xmove(thread, L, 1);
    lua_call(L, 1, 1);
    text = top_text(L);
    luaL_traceback(L, thread, "", 0);
    text += script_traceback(top_text(L), text);
  };
  if (!guarded(L_, body)) {
    text = top_text(L_);
    lua_pop(L_, 1);
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
