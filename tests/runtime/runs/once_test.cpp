#include <catch2/catch.hpp>
#include <nlohmann/json.hpp>

#include "tests/runtime/runs/flow.h"

using namespace luabot;
using namespace luabot::test;

namespace {
constexpr const char* add = "custom.add";  // the catalog does not know it: a repeat may do it twice
constexpr const char* begun = "SELECT count(*) FROM steps WHERE finished = 0";

std::string code(const Asked& asked) {
  return asked.answered && !asked.ok ? Json::parse(asked.value).value("code", "") : "";
}
}  // namespace

TEST_CASE("a call that may not be repeated goes out after its beginning is committed") {
  Flow flow;
  std::string seen;
  flow.transport->on_post = [&] { seen = flow.committed(begun); };
  const auto added = flow.call(0, add, R"({"x":1})");
  CHECK(flow.requests() == 0);
  REQUIRE(flow.wait_requests(1));
  CHECK(seen == "1");
  flow.answer(0, "5");
  CHECK(added->value == "5");
  flow.opened->flush();
  CHECK(flow.committed(begun) == "0");
}

TEST_CASE("a begun call is an unknown outcome after a restart and is not sent again") {
  Flow flow;
  flow.call(0, add, R"({"x":1})");
  REQUIRE(flow.wait_requests(1));
  flow.restart();
  const auto replayed = flow.call(0, add, R"({"x":1})");
  REQUIRE(replayed->answered);
  CHECK(code(*replayed) == "UNKNOWN_OUTCOME");
  CHECK_THAT(replayed->value, Catch::Contains("may have been carried out") && Catch::Contains(add));
  flow.opened->flush();
  CHECK(flow.requests() == 0);
  flow.restart();  // the error is what the script went on with
  CHECK(flow.call(0, add, R"({"x":1})")->value == replayed->value);
}

TEST_CASE("a begun call is sent again when its author allows it") {
  Flow flow;
  flow.call(0, add, R"({"x":1})", R"({"retry":"always"})");
  CHECK(flow.requests() == 1);
  flow.restart();
  const auto replayed = flow.call(0, add, R"({"x":1})", R"({"retry":"always"})");
  REQUIRE(flow.requests() == 1);
  flow.answer(0, "5");
  CHECK(replayed->value == "5");
}

TEST_CASE("a begun call asked for differently is a divergence") {
  Flow flow;
  flow.call(0, add, R"({"x":1})");
  REQUIRE(flow.wait_requests(1));
  flow.restart();
  CHECK_THAT(flow.call(0, add, R"({"x":2})")->diverged, Catch::Contains("step 0"));
}

TEST_CASE("a begun call joins the one under way when only the worker has died") {
  Flow flow;
  const auto first = flow.call(0, add, R"({"x":1})");
  flow.call(0, add, R"({"x":1})");
  REQUIRE(flow.wait_requests(1));
  const auto third = flow.call(0, add, R"({"x":1})");
  flow.answer(0, "5");
  CHECK(first->answers == 1);
  CHECK_FALSE(third->answered);
  CHECK(flow.call(0, add, R"({"x":1})")->value == "5");
  flow.opened->flush();
  CHECK(flow.requests() == 1);
}

TEST_CASE("a system message is a call that may not be repeated") {
  Flow flow;
  flow.call(0, send_message, message("hi", R"(,"system":true)"));
  CHECK(flow.requests() == 0);
  REQUIRE(flow.wait_requests(1));
  CHECK_THAT(flow.body(0), !Catch::Contains("templateId") || Catch::Contains("system"));
  flow.restart();
  CHECK(code(*flow.call(0, send_message, message("hi", R"(,"system":true)"))) == "UNKNOWN_OUTCOME");
}

TEST_CASE("an answer that does not come is an unknown outcome for a call that may not be repeated") {
  Flow flow;
  const auto added = flow.call(0, add, "{}");
  REQUIRE(flow.wait_requests(1));
  flow.transport->fake.fail(0, client::Reached::perhaps);
  flow.loop().settle();
  CHECK(code(*added) == "UNKNOWN_OUTCOME");
  CHECK(flow.requests() == 1);
}
