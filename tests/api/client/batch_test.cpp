#include "api/client/batch.h"

#include <catch2/catch.hpp>
#include <nlohmann/json.hpp>

using namespace luabot;
using namespace luabot::client;

namespace {

Answer batch(const Json& parts) {
  return {Json{{"result", parts}}.dump()};
}

Failure failed(const Subanswer& part) {
  REQUIRE(std::holds_alternative<Failure>(part.outcome));
  return std::get<Failure>(part.outcome);
}

}  // namespace

TEST_CASE("commands are texts in the body, whatever they contain, and each has its own name") {
  const std::vector<std::string_view> commands = {"a?x=\"1\"\\", "b?"};
  const auto body = Json::parse(batch_body(commands));
  CHECK(body.at("halt") == 0);
  CHECK(body.at("cmd") == Json{{"c0", commands[0]}, {"c1", commands[1]}});
  CHECK(batch_body({}) == R"({"halt":0,"cmd":{}})");
}

TEST_CASE("a call of a batch has its own time, whether it succeeded or not") {
  const auto parts =
      take_apart(batch({{"result", {{"c0", 1}}},
                        {"result_error", {{"c1", {{"error", "ACCESS_DENIED"}}}}},
                        {"result_time", {{"c0", {{"duration", 1}}}, {"c1", {{"duration", 2}}}}}}),
                 {"a", "b"});
  CHECK(std::get<Answer>(parts.at(0).outcome).body == R"({"result":1,"time":{"duration":1}})");
  CHECK(parts[0].time == R"({"duration":1})");
  CHECK(parts.at(1).time == R"({"duration":2})");
}

TEST_CASE("total and next of one call are not another's") {
  const auto parts = take_apart(batch({{"result", {{"c0", 1}, {"c1", 2}, {"c2", 3}}},
                                       {"result_total", {{"c0", 70}}},
                                       {"result_next", {{"c1", 50}}}}),
                                {"a", "b", "c"});
  CHECK(std::get<Answer>(parts.at(0).outcome).body == R"({"result":1,"total":70})");
  CHECK(std::get<Answer>(parts.at(1).outcome).body == R"({"result":2,"next":50})");
  CHECK(std::get<Answer>(parts.at(2).outcome).body == R"({"result":3})");
}

TEST_CASE("an error in a batch has the status that it is documented with, or is refused as 400") {
  const auto parts = take_apart(batch({{"result_error",
                                        {{"c0", {{"error", "OPERATION_TIME_LIMIT"}}},
                                         {"c1", {{"error", "SOMETHING_ELSE"}}},
                                         {"c2", {{"error", 7}}}}}}),
                                {"a", "b", "c"});
  CHECK(failed(parts.at(0)).error.status == 429);
  CHECK(failed(parts[0]).error.outcome == Outcome::not_executed);
  CHECK(failed(parts[0]).error.where == "a");
  CHECK(failed(parts.at(1)).error.status == 400);
  CHECK(failed(parts[1]).error.outcome == Outcome::refused);
  CHECK(failed(parts.at(2)).error.status == 400);
}

TEST_CASE("a call that is not in the answer is named, and its outcome unknown") {
  const auto parts = take_apart(batch(Json::object()), {"a"});
  CHECK(failed(parts.at(0)).error.where == "a");
  CHECK(failed(parts[0]).error.outcome == Outcome::unknown);
  CHECK(parts[0].time.empty());
}

TEST_CASE("a refusal of the access or the portal concerns each call of a batch, another may not") {
  Error error;
  error.status = 400;
  for (const auto* code :
       {"NO_AUTH_FOUND", "INVALID_CREDENTIALS", "OVERLOAD_LIMIT", "PORTAL_DELETED", "PORTAL_MOVED"}) {
    error.code = code;
    CHECK(concerns_all(error));
  }
  error.code = "ERROR_BATCH_LENGTH_EXCEEDED";
  CHECK_FALSE(concerns_all(error));
  error.status = 401;
  CHECK(concerns_all(error));
}
