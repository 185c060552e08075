#include <catch2/catch.hpp>
#include <nlohmann/json.hpp>

#include "runtime/registration/registrar.h"

using luabot::difference;
using luabot::Json;

namespace {
Json portal() {
  return {{"bot", {{"id", 9}, {"eventMode", "fetch"}, {"isHidden", false}, {"backgroundId", nullptr}}},
          {"users",
           {{{"id", 9},
             {"name", "Pizza Bot"},
             {"firstName", "Pizza"},
             {"lastName", "Bot"},
             {"workPosition", "Cook"},
             {"color", "#df532d"}}}}};
}
}  // namespace

TEST_CASE("a bot that is as it should be needs no update") {
  CHECK(difference({{"eventMode", "fetch"}, {"properties", {{"name", "Pizza Bot"}, {"color", "red"}}}},
                   portal())
            .empty());
  CHECK(difference({{"properties", {{"name", "Pizza"}, {"lastName", "Bot"}}}}, portal()).empty());
}

TEST_CASE("only what differs is updated") {
  CHECK(difference({{"eventMode", "fetch"},
                    {"isHidden", true},
                    {"properties", {{"name", "Pasta"}, {"workPosition", "Cook"}}}},
                   portal()) == Json{{"isHidden", true}, {"properties", {{"name", "Pasta"}}}});
  CHECK(difference({{"properties", {{"name", "Pizza Bot"}, {"color", "green"}}}}, portal()) ==
        Json{{"properties", {{"color", "green"}}}});
  CHECK(difference({{"backgroundId", "mint"}}, portal()) == Json{{"backgroundId", "mint"}});
}

TEST_CASE("another user of the answer is not taken for the bot") {
  Json registered = portal();
  registered["users"].push_back({{"id", 10}, {"name", "Somebody"}, {"workPosition", "Waiter"}});
  CHECK(difference({{"properties", {{"name", "Pizza Bot"}, {"workPosition", "Cook"}}}}, registered).empty());
}

TEST_CASE("where events are pushed to is told each time, since the portal does not show it") {
  Json registered = portal();
  registered["bot"]["eventMode"] = "webhook";
  CHECK(difference({{"eventMode", "webhook"}, {"webhookUrl", "https://bots.example/push/a/b"}}, registered) ==
        Json{{"webhookUrl", "https://bots.example/push/a/b"}});
}

TEST_CASE("a bot in webhook mode is brought back to fetching") {
  Json registered = portal();
  registered["bot"]["eventMode"] = "webhook";
  CHECK(difference({{"eventMode", "fetch"}}, registered) == Json{{"eventMode", "fetch"}});
}
