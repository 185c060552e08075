#include "runtime/reference/call_example.h"

#include <catch2/catch.hpp>
#include <lua.hpp>
#include <nlohmann/json.hpp>

#include "runtime/reference/lua_text.h"

using namespace luabot;
using namespace luabot::reference;

TEST_CASE("each described method's example passes its checks and is Lua") {
  const std::unique_ptr<lua_State, decltype(&lua_close)> lua(luaL_newstate(), &lua_close);
  int count = 0;
  for (const catalog::Method* method : catalog::all()) {
    if (!method->described) continue;
    Json params = call_example(*method);
    const std::string source = "return " + lua_text(params);
    INFO(method->name << ": " << source);
    const auto checked = catalog::check(*method, params);
    CHECK((checked.ok() ? "" : checked.error().text()) == std::string());
    if (checked.ok()) CHECK(checked->empty());
    CHECK(luaL_loadstring(lua.get(), source.c_str()) == 0);
    lua_settop(lua.get(), 0);
    ++count;
  }
  CHECK(count == 109);
}

TEST_CASE("values are written as Lua") {
  CHECK(lua_text(Json{{"a", 1}, {"end", {true, nullptr}}, {"b-c", "x\"y"}}) ==
        R"({ a = 1, ["b-c"] = "x\"y", ["end"] = { true, json.null } })");
  CHECK(lua_text(Json::object()) == "{}");
}
