#pragma once
#include <cstdio>
#include <exception>

#include <lua.hpp>

#include "runtime/worker/context.h"

namespace luabot::worker {

/// The one wrapper around everything of ours that Lua calls: finds the context in the first upvalue, and
/// turns C++ exceptions into Lua errors. Lua's own errors pass through, so there is no catch (...) here.
template <int (*function)(lua_State*, Context&)>
int bound(lua_State* lua) {
  char text[256];
  try {
    return function(lua, *static_cast<Context*>(lua_touserdata(lua, lua_upvalueindex(1))));
  } catch (const std::exception& why) {
    std::snprintf(text, sizeof text, "%s", why.what());
  }
  return luaL_error(lua, "%s", text);
}

/// Calls `body` in Lua's protected mode, for what may run out of memory; false with the error value on the
/// stack.
template <class Body>
bool guarded(lua_State* lua, Body& body) {
  struct Call {
    Body* body;
    std::exception_ptr thrown;
    static int enter(lua_State* state) {
      auto* call = static_cast<Call*>(lua_touserdata(state, 1));
      lua_settop(state, 0);
      try {
        (*call->body)(state);
      } catch (const std::exception&) {
        call->thrown = std::current_exception();
      }
      return 0;
    }
  } call{&body, nullptr};
  const int status = lua_cpcall(lua, &Call::enter, &call);
  if (call.thrown) std::rethrow_exception(call.thrown);
  return status == 0;
}

}  // namespace luabot::worker
