#pragma once
#include <string>
#include <string_view>

struct lua_State;

namespace luabot::worker {

/// Marks the metatable of json.array: a field of this name, true.
constexpr const char* array_mark = "__array";

/// Appends the value at `index` as JSON and returns true; or says in `error` which part cannot be sent, with
/// its path ("fields.keyboard[2].x: a function cannot be sent"), and returns false.
/// Keys are sorted, an empty table is {} unless json.array marked it, whole numbers have no fraction. May
/// raise Lua's memory error, so call it protected.
bool write_json(lua_State* lua, int index, std::string& out, std::string& error);

}  // namespace luabot::worker
