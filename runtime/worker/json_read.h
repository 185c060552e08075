#pragma once
#include <string>
#include <string_view>

struct lua_State;

namespace luabot::worker {

/// Nesting that JSON may have on its way into Lua and out of it.
constexpr int max_depth = 128;

/// Pushes the value of a JSON text and returns true, or pushes nothing, says why and where, and returns
/// false. A null is absent from an object and json.null in an array and at the top; whole numbers beyond 2^53
/// become strings, digit for digit; an empty array is remembered as one. May raise Lua's memory error, so
/// call it protected.
bool push_json(lua_State* lua, std::string_view text, std::string& error);

/// Whether the table at that index came out of push_json as an empty array.
[[nodiscard]] bool was_empty_array(lua_State* lua, int index);

}  // namespace luabot::worker
