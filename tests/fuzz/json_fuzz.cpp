#include <cstddef>
#include <cstdint>
#include <cstdlib>
#include <string>
#include <string_view>

#include <lua.hpp>
#include <nlohmann/json.hpp>

#include "runtime/worker/json_read.h"
#include "runtime/worker/json_write.h"

/// Any bytes as JSON into Lua: the stack keeps its balance, only JSON becomes a value, and that value can be
/// written as JSON again.
extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  using namespace luabot::worker;
  static lua_State* const lua = luaL_newstate();
  const std::string_view text(reinterpret_cast<const char*>(data), size);
  const int top = lua_gettop(lua);
  std::string why;
  if (!push_json(lua, text, why)) {
    if (lua_gettop(lua) != top || why.empty()) std::abort();
    return 0;
  }
  if (lua_gettop(lua) != top + 1 || !nlohmann::json::accept(text)) std::abort();
  std::string out;
  if (!write_json(lua, -1, out, why) || !nlohmann::json::accept(out)) std::abort();
  lua_settop(lua, top);
  return 0;
}
