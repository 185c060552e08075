// What is tried again, after what pause and how long.

#include <optional>

#include <catch2/catch.hpp>
#include <nlohmann/json.hpp>

#include "tests/api/client/lone_bench.h"

using namespace luabot;
using namespace luabot::client;
using namespace std::chrono_literals;
using catalog::Repeat;
using test::named;

namespace {

using Bench = test::LoneBench;
constexpr auto bad_gateway = "<html>Bad Gateway</html>";

}  // namespace

TEST_CASE("a refusal is never retried") {
  Bench bench;
  const auto& result = bench.call(Repeat::read);
  bench.net->error(0, 403, "ACCESS_DENIED");
  REQUIRE(result);
  CHECK(result->error().code == "ACCESS_DENIED");
  CHECK(result->error().outcome == Outcome::refused);
  bench.loop.advance(2min);
  CHECK(bench.sent() == 1);
}

TEST_CASE("what was not executed is retried for any call") {
  for (const auto repeat : {Repeat::read, Repeat::idempotent, Repeat::deduplicated, Repeat::once}) {
    Bench bench;
    const auto& result = bench.call(repeat);
    bench.net->fail(0, Reached::nowhere);
    CHECK(bench.sent() == 1);
    bench.loop.advance(100ms);
    REQUIRE(bench.sent() == 2);
    bench.net->error(1, 503, "QUERY_LIMIT_EXCEEDED");
    bench.loop.advance(200ms);
    REQUIRE(bench.sent() == 3);
    bench.net->error(2, 401, "expired_token");
    bench.loop.advance(400ms);
    REQUIRE(bench.sent() == 4);
    bench.net->ok(3);
    REQUIRE(result);
    CHECK(result->ok());
  }
}

TEST_CASE("the pause before each attempt is twice the one before") {
  const auto [status, code] =
      GENERATE(table<int, const char*>({{500, "INTERNAL_SERVER_ERROR"}, {503, "QUERY_LIMIT_EXCEEDED"}}));
  Bench bench;
  (void)bench.call(Repeat::read);
  std::size_t sent = 1;
  for (const auto pause : {100ms, 200ms, 400ms, 800ms, 1600ms}) {
    bench.net->error(sent - 1, status, code);
    bench.loop.advance(pause - 1ms);
    CHECK(bench.sent() == sent);
    bench.loop.advance(1ms);
    REQUIRE(bench.sent() == ++sent);
  }
}

TEST_CASE("an unknown outcome is retried only where a repeat does no harm") {
  for (const auto repeat : {Repeat::read, Repeat::idempotent, Repeat::deduplicated}) {
    Bench bench;
    const auto& result = bench.call(repeat);
    bench.net->fail(0, Reached::perhaps);
    bench.loop.advance(100ms);
    REQUIRE(bench.sent() == 2);
    bench.net->answer(1, 502, bad_gateway);
    bench.loop.advance(200ms);
    REQUIRE(bench.sent() == 3);
    bench.net->error(2, 500, "INTERNAL_SERVER_ERROR");
    bench.loop.advance(400ms);
    REQUIRE(bench.sent() == 4);
    bench.net->answer(3, 200, "half an ans");
    bench.loop.advance(800ms);
    REQUIRE(bench.sent() == 5);
    bench.net->ok(4);
    REQUIRE(result);
    CHECK(result->ok());
  }
}

TEST_CASE("a call that must not be repeated ends with an unknown outcome") {
  const auto ends = [](const std::function<void(test::FakeTransport&)>& how) {
    Bench bench;
    const auto& result = bench.call(Repeat::once);
    how(*bench.net);
    REQUIRE(result);
    CHECK(result->error().code == "UNKNOWN_OUTCOME");
    CHECK(result->error().outcome == Outcome::unknown);
    CHECK_THAT(result->error().hint, Catch::Contains("always"));
    bench.loop.advance(2min);
    CHECK(bench.sent() == 1);
    return result->error().text();
  };
  CHECK_THAT(ends([](auto& net) { net.fail(0, Reached::perhaps); }), Catch::Contains("it broke"));
  CHECK_THAT(ends([](auto& net) { net.answer(0, 502, bad_gateway); }), Catch::Contains("502"));
  CHECK_THAT(ends([](auto& net) { net.error(0, 500, "INTERNAL_SERVER_ERROR"); }),
             Catch::Contains("INTERNAL_SERVER_ERROR"));
  CHECK_THAT(ends([](auto& net) { net.answer(0, 200, bad_gateway); }), Catch::Contains("web page"));
}

TEST_CASE("the caller may choose repeats for any call") {
  Bench bench;
  Call call = named("m");
  call.repeat_always = true;
  const auto& result = bench.call(call);
  bench.net->fail(0, Reached::perhaps);
  bench.loop.advance(100ms);
  REQUIRE(bench.sent() == 2);
  bench.net->ok(1);
  CHECK(result->ok());
}

TEST_CASE("a repeat that meets its first message still being written is repeated again") {
  Bench bench;
  const auto& result = bench.call(Repeat::deduplicated);
  bench.net->fail(0, Reached::perhaps);
  for (std::size_t i = 1; i <= 6; ++i) {
    bench.loop.advance(6s);
    REQUIRE(bench.sent() == i + 1);
    bench.net->error(i, 400, "SENDING_FAILED");
  }
  bench.loop.advance(6s);
  bench.net->ok(7);
  REQUIRE(result);
  CHECK(result->ok());
}

TEST_CASE("a call that is no message with a key is not repeated when it cannot be sent") {
  Bench bench;
  const auto& result = bench.call(Repeat::once);
  bench.net->error(0, 400, "SENDING_FAILED");
  REQUIRE(result);
  CHECK(result->error().code == "SENDING_FAILED");
}

TEST_CASE("a call whose answer is too large is not repeated") {
  Bench bench;
  const auto& result = bench.call(Repeat::read);
  Reply reply;
  reply.reached = Reached::perhaps;
  reply.too_large = true;
  bench.net->reply(0, reply);
  REQUIRE(result);
  CHECK(result->error().code == "ANSWER_TOO_LARGE");
}

TEST_CASE("a message that cannot be sent at all fails after a few repeats") {
  Bench bench;
  const auto& result = bench.call(Repeat::deduplicated);
  for (std::size_t i = 0; !result && i < 20; ++i) {
    REQUIRE(bench.sent() == i + 1);
    bench.net->error(i, 400, "SENDING_FAILED");
    bench.loop.advance(6s);
  }
  REQUIRE(result);
  CHECK(result->error().code == "SENDING_FAILED");
  CHECK(bench.sent() == 5);
}

TEST_CASE("the deadline ends a call that is still waiting for its turn") {
  Bench bench("1:0.001");
  (void)bench.call(Repeat::read);
  Call late = named("late");
  late.timeout = 5s;
  const auto& result = bench.call(late);
  bench.loop.advance(4999ms);
  CHECK_FALSE(result);
  bench.loop.advance(1ms);
  REQUIRE(result);
  CHECK(result->error().code == "TIMED_OUT");
  CHECK(result->error().outcome == Outcome::not_executed);
  CHECK(result->error().text() ==
        "late: no answer within 5 s; it was still waiting for its turn; it was not carried out (TIMED_OUT)");
}

TEST_CASE("the deadline keeps the last reason") {
  Bench bench;
  const auto& result = bench.call(Repeat::once);
  for (std::size_t i = 0; i < 100 && !result; ++i) {
    if (bench.sent() == i + 1) bench.net->fail(i, Reached::nowhere);
    bench.loop.advance(5s);
  }
  REQUIRE(result);
  CHECK(result->error().code == "TIMED_OUT");
  CHECK(result->error().outcome == Outcome::not_executed);
  CHECK_THAT(result->error().what, Catch::Contains("it broke") && Catch::Contains("not carried out"));
}

TEST_CASE("a call whose deadline passes in a pause stays ended and tells what is known of its attempts") {
  Bench bench;
  Call call = named("m");
  call.repeat = Repeat::read;
  call.timeout = 150ms;
  const auto& result = bench.call(call);
  bench.net->fail(0, Reached::perhaps);
  bench.loop.advance(100ms);
  REQUIRE(bench.sent() == 2);
  bench.net->fail(1, Reached::nowhere);
  bench.loop.advance(50ms);
  REQUIRE(result);
  CHECK(result->error().code == "TIMED_OUT");
  CHECK(result->error().outcome == Outcome::unknown);
  CHECK_THAT(result->error().what, Catch::Contains("; the last attempt: ") && Catch::Contains("it broke") &&
                                       !Catch::Contains("turn") &&
                                       Catch::EndsWith("; it may or may not have been carried out"));
  bench.loop.advance(1min);
  CHECK(bench.sent() == 2);
}

TEST_CASE("the deadline keeps the last status") {
  Bench bench;
  const auto& result = bench.call(Repeat::read);
  bench.net->error(0, 500, "INTERNAL_SERVER_ERROR");
  bench.loop.advance(60s);
  REQUIRE(result);
  CHECK(result->error().code == "TIMED_OUT");
  CHECK(result->error().status == 500);
}

TEST_CASE("the deadline of a request under way tells what is known") {
  Bench bench;
  SECTION("it may have left and must not be repeated") {
    const auto& result = bench.call(Repeat::once);
    bench.loop.advance(60s);
    REQUIRE(result);
    CHECK(result->error().code == "UNKNOWN_OUTCOME");
    CHECK(result->error().outcome == Outcome::unknown);
  }
  SECTION("it may have left and may be repeated") {
    const auto& result = bench.call(Repeat::read);
    bench.loop.advance(60s);
    REQUIRE(result);
    CHECK(result->error().code == "TIMED_OUT");
    CHECK(result->error().outcome == Outcome::unknown);
    CHECK(result->error().what == "no answer within 60 s; it may or may not have been carried out");
  }
  SECTION("it is still connecting") {
    const auto& result = bench.call(Repeat::once);
    bench.net->requests[0]->left = false;
    bench.loop.advance(60s);
    REQUIRE(result);
    CHECK(result->error().code == "TIMED_OUT");
    CHECK(result->error().outcome == Outcome::not_executed);
  }
  CHECK(bench.net->requests[0]->given_up);
}
