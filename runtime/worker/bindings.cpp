#include "runtime/worker/bindings.h"

#include <cmath>
#include <string_view>

#include <lua.hpp>

#include "runtime/wire/frame.h"
#include "runtime/worker/binding.h"
#include "runtime/worker/json_read.h"
#include "runtime/worker/json_write.h"
#include "runtime/worker/utf8.h"

namespace luabot::worker {
namespace {

constexpr std::size_t longest_log = 64 * 1024;
constexpr std::size_t largest_call = wire::max_frame - 64 * 1024;
char mark;

std::string_view text_at(lua_State* L, int index) {
  std::size_t size = 0;
  const char* data = luaL_checklstring(L, index, &size);
  return {data, size};
}

/// Raises an error that names the script's line, however deep in the library it is found.
int raise(lua_State* L, const std::string& text) {
  const std::string where = script_line(L);
  const std::string line = where.empty() ? text : where + ": " + text;
  lua_pushlstring(L, line.data(), line.size());
  return lua_error(L);
}

/// The store's key and value travel as a list, but errors name them as its author does.
bool write_params(lua_State* L, wire::Call& asked, std::string& why) {
  if (asked.service != "store") return write_json(L, 3, asked.params, why);
  const int count = static_cast<int>(lua_objlen(L, 3));
  for (int i = 1; i <= count; ++i) {
    asked.params += i == 1 ? "[" : ",";
    lua_rawgeti(L, 3, i);
    if (!write_json(L, -1, asked.params, why, i == 1 ? "key" : "value")) return false;
    lua_pop(L, 1);
  }
  asked.params += "]";
  return true;
}

int call(lua_State* L, Context& context) {
  auto& asked = context.frame->call;
  asked.service.assign(text_at(L, 1));
  asked.op.assign(text_at(L, 2));
  asked.params.clear();
  asked.options.clear();
  const std::string name = asked.service == "store" ? "store." + asked.op : asked.op;
  if (!context.in_run()) return raise(L, name + ": not while the script loads; call it in a handler");
  if (lua_isyieldable(L) == 0)
    return raise(L, name + ": cannot wait inside table.sort, string.gsub or a metamethod called from C");
  std::string why;
  if (!write_params(L, asked, why)) return raise(L, name + ": " + why);
  if (!lua_isnoneornil(L, 4) && !write_json(L, 4, asked.options, why))
    return raise(L, name + ": options: " + why);
  if (asked.params.size() + asked.options.size() > largest_call)
    return raise(L, name + ": " + std::to_string(asked.params.size()) + " bytes are too much for one call");
  asked.run = context.frame->run;
  asked.step = context.frame->step;
  asked.where = script_line(L);
  lua_pushlightuserdata(L, &mark);
  return lua_yield(L, 1);
}

int log(lua_State* L, Context& context) {
  if (context.frame->replaying()) return 0;
  auto text = text_at(L, 2);
  wire::Log line{context.frame->run, static_cast<std::uint8_t>(luaL_checkinteger(L, 1)),
                 clean_utf8(text.substr(0, longest_log)), script_line(L)};
  if (text.size() > longest_log) line.text += " (…)";
  line.encode(*context.out);
  return 0;
}

int where(lua_State* L, Context&) {
  const std::string line = script_line(L);
  lua_pushlstring(L, line.data(), line.size());
  return 1;
}

int encode(lua_State* L, Context&) {
  std::string text, why;
  luaL_checkany(L, 1);
  if (!write_json(L, 1, text, why)) return raise(L, "json.encode: " + why);
  lua_pushlstring(L, text.data(), text.size());
  return 1;
}

int decode(lua_State* L, Context&) {
  std::string why;
  if (push_json(L, text_at(L, 1), why)) return 1;
  lua_pushnil(L);
  lua_pushlstring(L, why.data(), why.size());
  return 2;
}

int wall_ms(lua_State* L, Context& context) {
  lua_pushnumber(L, static_cast<double>(context.frame->wall_ms));
  return 1;
}

int elapsed_ms(lua_State* L, Context& context) {
  lua_pushnumber(L, static_cast<double>(context.frame->wall_ms - context.frame->began_ms));
  return 1;
}

int random(lua_State* L, Context& context) {
  const double r = context.frame->random.next();
  const int given = lua_gettop(L);
  if (given == 0) {
    lua_pushnumber(L, r);
    return 1;
  }
  const double low = given == 1 ? 1 : std::floor(luaL_checknumber(L, 1));
  const double high = std::floor(luaL_checknumber(L, given == 1 ? 1 : 2));
  if (!(low <= high)) return luaL_argerror(L, given == 1 ? 1 : 2, "interval is empty");
  lua_pushnumber(L, low + std::floor(r * (high - low + 1)));
  return 1;
}

int randomseed(lua_State* L, Context& context) {
  context.frame->random.seed(static_cast<std::uint64_t>(static_cast<std::int64_t>(luaL_checknumber(L, 1))));
  return 0;
}

template <int (*function)(lua_State*, Context&)>
void add(lua_State* L, Context& context, const char* name) {
  lua_pushlightuserdata(L, &context);
  lua_pushcclosure(L, bound<function>, 1);
  lua_setfield(L, -2, name);
}

}  // namespace

void push_host(lua_State* L, Context& context) {
  lua_newtable(L);
  add<call>(L, context, "call");
  add<log>(L, context, "log");
  add<where>(L, context, "where");
  add<encode>(L, context, "encode");
  add<decode>(L, context, "decode");
  add<wall_ms>(L, context, "wall_ms");
  add<elapsed_ms>(L, context, "elapsed_ms");
  add<random>(L, context, "random");
  add<randomseed>(L, context, "randomseed");
  lua_pushlightuserdata(L, nullptr);
  lua_setfield(L, -2, "null");
  lua_pushlightuserdata(L, &mark);
  lua_setfield(L, -2, "mark");
  lua_newtable(L);
  lua_pushboolean(L, 1);
  lua_setfield(L, -2, array_mark);
  lua_pushboolean(L, 0);
  lua_setfield(L, -2, "__metatable");
  lua_setfield(L, -2, "array");
}

bool is_mark(lua_State* L, int index) {
  return lua_type(L, index) == LUA_TLIGHTUSERDATA && lua_touserdata(L, index) == &mark;
}

std::string script_line(lua_State* L) {
  lua_Debug at;
  for (int level = 0; lua_getstack(L, level, &at) != 0; ++level) {
    if (lua_getinfo(L, "Sl", &at) == 0 || at.currentline <= 0 || at.source[0] != '@') continue;
    const std::string_view source = at.source;
    if (source.rfind(own_chunk, 0) == 0) continue;
    return std::string(source.substr(1)) + ":" + std::to_string(at.currentline);
  }
  return {};
}

}  // namespace luabot::worker
