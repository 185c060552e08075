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

TEST_CASE("a bot in webhook mode is brought back to fetching") {
  Json registered = portal();
  registered["bot"]["eventMode"] = "webhook";
  CHECK(difference({{"eventMode", "fetch"}}, registered) == Json{{"eventMode", "fetch"}});
}
