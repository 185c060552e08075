#include <catch2/catch.hpp>
#include <nlohmann/json.hpp>

#include "tests/runtime/runs/flow.h"

using namespace luabot;
using namespace luabot::test;

TEST_CASE("what is set is got and deleted as the worker asks for it") {
  Flow flow;
  CHECK(flow.store(0, "get", R"({"key":"k"})")->value == "null");
  CHECK(flow.store(1, "set", R"({"key":"k","value":{"a":[1]}})")->value == "true");
  CHECK(flow.store(2, "get", R"({"key":"k"})")->value == R"({"a":[1]})");
  CHECK(flow.store(3, "delete", R"({"key":"k"})")->value == "true");
  CHECK(flow.store(4, "delete", R"({"key":"k"})")->value == "false");
  CHECK(flow.store(5, "get", R"({"key":"k"})")->value == "null");
}

TEST_CASE("a change is made once however often its run is replayed") {
  Flow flow;
  flow.store(0, "set", R"({"key":"k","value":1})");
  flow.store(1, "get", R"({"key":"k"})");
  flow.store(2, "set", R"({"key":"k","value":2})");
  flow.opened->flush();
  flow.restart();
  CHECK(flow.store(0, "set", R"({"key":"k","value":1})")->value == "true");
  CHECK(flow.store(1, "get", R"({"key":"k"})")->value == "1");  // as it was
  CHECK(flow.store(2, "set", R"({"key":"k","value":2})")->value == "true");
  CHECK(flow.store(3, "get", R"({"key":"k"})")->value == "2");
  CHECK(flow.committed("SELECT value FROM store") == "2");
}

TEST_CASE("a change asked for twice is made once") {
  Flow flow;
  flow.store(0, "set", R"({"key":"k","value":1})");
  const auto first = flow.ask(1, "store", "delete", R"({"key":"k"})");
  const auto again = flow.ask(1, "store", "delete", R"({"key":"k"})");
  REQUIRE(wait_until(flow.loop(), [&] { return first->answered || again->answered; }));
  flow.opened->flush();
  CHECK(first->answers + again->answers == 1);
  CHECK(flow.store(1, "delete", R"({"key":"k"})")->value == "true");
}

TEST_CASE("a change that is not committed is not answered") {
  Flow flow;
  const auto set = flow.ask(0, "store", "set", R"({"key":"k","value":1})");
  CHECK_FALSE(set->answered);  // the loop has not run: no commit can be known
  REQUIRE(wait_until(flow.loop(), [&] { return set->answered; }));
  CHECK(flow.committed("SELECT value FROM store") == "1");
  CHECK(flow.committed("SELECT finished FROM steps") == "1");
}

TEST_CASE("a store call of the wrong shape is a mistake") {
  Flow flow;
  const auto refused = [&](const std::string& op, const std::string& params) {
    const auto asked = flow.store(0, op, params);
    CHECK_FALSE(asked->ok);
    const Json error = Json::parse(asked->value);
    return error["code"].get<std::string>() + ": " + error["description"].get<std::string>();
  };
  for (const char* params : {"[1]", "{}", "[]", "", R"(["k"])", R"({"key":1})"})
    CHECK(refused("get", params) == "BAD_PARAMS: store.get: a key is a text");
  CHECK(refused("set", R"({"key":"k"})") == "BAD_PARAMS: store.set: a key is a text");
  CHECK(refused("drop", R"({"key":"k"})") == "UNKNOWN_METHOD: the store has no 'drop'");
  flow.opened->flush();
  CHECK(flow.committed("SELECT count(*) FROM steps") == "0");
}
