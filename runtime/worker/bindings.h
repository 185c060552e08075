#pragma once
#include <string>

#include "runtime/worker/context.h"

struct lua_State;

namespace luabot::worker {

/// Pushes the table `host`, the only door between Lua and the worker. The prelude and the library get it; a
/// bot's scripts do not. Its functions:
///   call(service, op, params, options, bytes)  yields to the host; gives ok, value, bytes
///   markdown(text)  as BB codes
///   hash(bytes)  what tells two strings apart, the same on every machine
///   log(level, text)  where()  encode(value)  decode(text)
///   stack()  raises an error where C functions and coroutines are nested too deep
///   wall_ms()  elapsed_ms()  random([m [, n]])  randomseed(n)
/// and its values: null, array (the metatable of json.array), mark (what a call yields).
void push_host(lua_State* lua, Context& context);

/// True if a run yielded for a call of the host: the mark is on top of its stack.
bool is_mark(lua_State* lua, int index);

/// The innermost line of a bot's script on the stack, "main.lua:12", or empty.
std::string script_line(lua_State* lua);

}  // namespace luabot::worker
