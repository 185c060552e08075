#include "runtime/registration/definition.h"

#include <catch2/catch.hpp>
#include <nlohmann/json.hpp>

#include "api/base/json.h"

using luabot::BotDefinition;
using luabot::Json;

TEST_CASE("a definition is read as the worker sends it") {
  const auto made = BotDefinition::parse(
      R"({"code":"echo","type":"bot","properties":{"name":"Echo"},"fields":{"isHidden":true},)"
      R"("handlers":["ONIMBOTV2MESSAGEADD"],"commands":[{"command":"help","title":{"en":"Help"}}]})");
  REQUIRE(made.ok());
  CHECK(made->code == "echo");
  CHECK(Json::parse(made->fields) == Json{{"code", "echo"},
                                          {"eventMode", "fetch"},
                                          {"isHidden", true},
                                          {"properties", {{"name", "Echo"}}},
                                          {"type", "bot"}});
  CHECK(made->handles("ONIMBOTV2MESSAGEADD"));
  CHECK_FALSE(made->handles("ONIMBOTV2JOINCHAT"));
  REQUIRE(made->commands.size() == 1);
  CHECK(made->commands[0].name == "help");
}

TEST_CASE("the handler of everything takes every type") {
  CHECK(BotDefinition::parse(R"({"code":"x","handlers":["*"]})")->handles("ONSOMETHINGNEW"));
}

TEST_CASE("a definition of the wrong shape is an error") {
  for (const char* wrong :
       {"", "[]", "{}", R"({"code":""})", R"({"code":3})", R"({"code":"x","type":3})",
        R"({"code":"x","properties":[]})", R"({"code":"x","fields":3})", R"({"code":"x","handlers":[3]})",
        R"({"code":"x","commands":["help"]})", R"({"code":"x","commands":[{"command":3}]})"})
    CHECK_FALSE(BotDefinition::parse(wrong).ok());
}
