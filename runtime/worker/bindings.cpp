#include "runtime/worker/bindings.h"

#include <bit>
#include <cmath>
#include <cstddef>
#include <cstdio>
#include <string_view>

#include <lua.hpp>

#include "runtime/wire/frame.h"
#include "runtime/worker/binding.h"
#include "runtime/worker/json_read.h"
#include "runtime/worker/json_write.h"
#include "runtime/worker/markdown.h"
#include "runtime/worker/utf8.h"

namespace luabot::worker {
namespace {

constexpr std::size_t longest_log = std::size_t{64} * 1024;
constexpr std::ptrdiff_t deepest_stack = std::ptrdiff_t{2} << 20;  // of 8 MiB that there usually are
constexpr std::size_t largest_call = wire::max_frame - std::size_t{64} * 1024;
char mark;

std::string_view text_at(lua_State* lua, int index) {
  std::size_t size = 0;
  const char* data = luaL_checklstring(lua, index, &size);
  return {data, size};
}

/// Raises an error that names the script's line, however deep in the library it is found.
int raise(lua_State* lua, const std::string& text) {
  const std::string where = script_line(lua);
  const std::string line = where.empty() ? text : where + ": " + text;
  lua_pushlstring(lua, line.data(), line.size());
  return lua_error(lua);
}

/// Ahead of the call, in pieces: all of it at once would be in memory twice.
void send_bytes(std::string_view bytes, const Context& context) {
  do {
    const auto piece = bytes.substr(0, wire::chunk_size);
    wire::Chunk{context.frame->run, piece}.encode(*context.out, wire::Type::content);
    if (context.flush) context.flush();
    bytes.remove_prefix(piece.size());
  } while (!bytes.empty());
}

int call(lua_State* lua, Context& context) {
  auto& asked = context.frame->call;
  asked.service.assign(text_at(lua, 1));
  asked.op.assign(text_at(lua, 2));
  asked.params.clear();
  asked.options.clear();
  const bool named = asked.service == "store" || asked.service == "file";
  const std::string name = named ? asked.service + "." + asked.op : asked.op;
  if (!context.in_run()) return raise(lua, name + ": not while the script loads; call it in a handler");
  if (lua_isyieldable(lua) == 0)
    return raise(lua, name + ": cannot wait inside table.sort, string.gsub or a metamethod called from C");
  std::string why;
  if (!write_json(lua, 3, asked.params, why)) return raise(lua, name + ": " + why);
  if (!lua_isnoneornil(lua, 4) && !write_json(lua, 4, asked.options, why))
    return raise(lua, name + ": options: " + why);
  if (asked.params.size() + asked.options.size() > largest_call)
    return raise(lua, name + ": " + std::to_string(asked.params.size()) + " bytes are too much for one call");
  asked.run = context.frame->run;
  asked.step = context.frame->step;
  asked.where = script_line(lua);
  if (lua_type(lua, 5) == LUA_TSTRING && !context.frame->replaying()) send_bytes(text_at(lua, 5), context);
  lua_pushlightuserdata(lua, &mark);
  return lua_yield(lua, 1);
}

int log(lua_State* lua, Context& context) {
  if (context.frame->replaying()) return 0;
  auto text = text_at(lua, 2);
  wire::Log line{context.frame->run, static_cast<std::uint8_t>(luaL_checkinteger(lua, 1)),
                 clean_utf8(text.substr(0, longest_log)), script_line(lua)};
  if (text.size() > longest_log) line.text += " (…)";
  line.encode(*context.out);
  return 0;
}

int where(lua_State* lua, Context&) {
  const std::string line = script_line(lua);
  lua_pushlstring(lua, line.data(), line.size());
  return 1;
}

int encode(lua_State* lua, Context&) {
  std::string text, why;
  luaL_checkany(lua, 1);
  if (!write_json(lua, 1, text, why)) return raise(lua, "json.encode: " + why);
  lua_pushlstring(lua, text.data(), text.size());
  return 1;
}

/// FNV-1a, 64 bits: against mistakes, not foes.
int hash(lua_State* lua, Context&) {
  std::uint64_t value = 0xcbf29ce484222325;
  for (const char c : text_at(lua, 1)) value = (value ^ static_cast<unsigned char>(c)) * 0x100000001b3;
  char text[17];
  std::snprintf(text, sizeof text, "%016llx", static_cast<unsigned long long>(value));
  lua_pushlstring(lua, text, sizeof text - 1);
  return 1;
}

int markdown(lua_State* lua, Context&) {
  const std::string text = bb_codes_of(text_at(lua, 1));
  lua_pushlstring(lua, text.data(), text.size());
  return 1;
}

int decode(lua_State* lua, Context&) {
  std::string why;
  if (push_json(lua, text_at(lua, 1), why)) return 1;
  lua_pushnil(lua);
  lua_pushlstring(lua, why.data(), why.size());
  return 2;
}

int wall_ms(lua_State* lua, Context& context) {
  lua_pushnumber(lua, static_cast<double>(context.frame->wall_ms));
  return 1;
}

int elapsed_ms(lua_State* lua, Context& context) {
  lua_pushnumber(lua, static_cast<double>(context.frame->wall_ms - context.frame->began_ms));
  return 1;
}

int random(lua_State* lua, Context& context) {
  const double r = context.frame->random.next();
  const int given = lua_gettop(lua);
  if (given == 0) {
    lua_pushnumber(lua, r);
    return 1;
  }
  const double low = given == 1 ? 1 : std::floor(luaL_checknumber(lua, 1));
  const double high = std::floor(luaL_checknumber(lua, given == 1 ? 1 : 2));
  if (!(low <= high)) return luaL_argerror(lua, given == 1 ? 1 : 2, "interval is empty");
  lua_pushnumber(lua, low + std::floor(r * (high - low + 1)));
  return 1;
}

int randomseed(lua_State* lua, Context& context) {
  const double given = luaL_checknumber(lua, 1);
  // What no integer holds seeds with its bits, the same on every processor.
  const bool whole = given > -0x1p63 && given < 0x1p63;
  context.frame->random.seed(whole ? static_cast<std::uint64_t>(static_cast<std::int64_t>(given))
                                   : std::bit_cast<std::uint64_t>(given));
  return 0;
}

/// LuaJIT does not look whether the C stack has an end (its issue 619).
int stack(lua_State* lua, Context& context) {
  const auto* here = static_cast<const char*>(__builtin_frame_address(0));
  if (context.stack - here > deepest_stack) return raise(lua, "C stack overflow");
  return 0;
}

template <int (*function)(lua_State*, Context&)>
void add(lua_State* lua, Context& context, const char* name) {
  lua_pushlightuserdata(lua, &context);
  lua_pushcclosure(lua, bound<function>, 1);
  lua_setfield(lua, -2, name);
}

}  // namespace

void push_host(lua_State* lua, Context& context) {
  lua_newtable(lua);
  add<call>(lua, context, "call");
  add<log>(lua, context, "log");
  add<where>(lua, context, "where");
  add<encode>(lua, context, "encode");
  add<hash>(lua, context, "hash");
  add<markdown>(lua, context, "markdown");
  add<decode>(lua, context, "decode");
  add<wall_ms>(lua, context, "wall_ms");
  add<elapsed_ms>(lua, context, "elapsed_ms");
  add<random>(lua, context, "random");
  add<randomseed>(lua, context, "randomseed");
  add<stack>(lua, context, "stack");
  lua_pushlightuserdata(lua, nullptr);
  lua_setfield(lua, -2, "null");
  lua_pushlightuserdata(lua, &mark);
  lua_setfield(lua, -2, "mark");
  lua_newtable(lua);
  lua_pushboolean(lua, 1);
  lua_setfield(lua, -2, array_mark);
  lua_pushboolean(lua, 0);
  lua_setfield(lua, -2, "__metatable");
  lua_setfield(lua, -2, "array");
}

bool is_mark(lua_State* lua, int index) {
  return lua_type(lua, index) == LUA_TLIGHTUSERDATA && lua_touserdata(lua, index) == &mark;
}

std::string script_line(lua_State* lua) {
  lua_Debug at;
  for (int level = 0; lua_getstack(lua, level, &at) != 0; ++level) {
    if (lua_getinfo(lua, "Sl", &at) == 0 || at.currentline <= 0 || at.source[0] != '@') continue;
    const std::string_view source = at.source;
    if (source.rfind(own_chunk, 0) == 0) continue;
    return std::string(source.substr(1)) + ":" + std::to_string(at.currentline);
  }
  return {};
}

}  // namespace luabot::worker
