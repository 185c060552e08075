#include "api/client/client.h"

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

}  // namespace

TEST_CASE("a call with free capacity goes out at once and brings the whole answer") {
  Bench bench;
  Call call = named("server.time");
  call.params = R"({"a":1})";
  const auto& result = bench.call(call);
  REQUIRE(bench.sent() == 1);
  CHECK(bench.net->requests[0]->method == "server.time");
  CHECK(bench.net->requests[0]->body == R"({"a":1})");
  bench.net->answer(0, 200, R"({"result":7,"time":{"start":1}})");
  REQUIRE(result);
  REQUIRE(result->ok());
  CHECK((**result).result() == "7");
}

TEST_CASE("content goes out in its place within the parameters") {
  struct Text final : Content {
    [[nodiscard]] std::uint64_t size() const override { return 3; }
    std::size_t read(std::uint64_t offset, char* to, std::size_t most) const override {
      return std::string_view("xyz").substr(offset).copy(to, most);
    }
  };
  Bench bench;
  Call call = named("m");
  call.params = R"({"file":""})";
  call.insertion = {std::make_shared<Text>(), 2};
  (void)bench.call(call);
  REQUIRE(bench.sent() == 1);
  CHECK(bench.net->requests[0]->body == R"({"file":"xyz"})");
}

TEST_CASE("what an answer tells of its method's operating time is heeded") {
  Bench bench;
  const auto answer = [&bench](std::size_t number, int used) {
    bench.net->answer(number, 200,
                      R"({"result":1,"time":{"finish":1000,"operating_reset_at":1300,"operating":)" +
                          std::to_string(used) + "}}");
  };
  (void)bench.call(Repeat::read);
  answer(0, 378);
  (void)bench.call(Repeat::read);
  answer(1, 380);
  bench.loop.advance(1s);
  CHECK(bench.portal->traffic().slowed_methods == 1);
  for (int i = 0; i < 4; ++i) (void)bench.call(Repeat::read);
  CHECK(bench.sent() == 5);  // 20 calls are left for 300 s, an eighth of them at once
  bench.loop.advance(14s);
  CHECK(bench.sent() == 5);
  bench.loop.advance(4s);
  CHECK(bench.sent() == 6);
}

TEST_CASE("a call without parameters has an empty object of them") {
  Bench bench;
  (void)bench.call(named("m"));
  CHECK(bench.net->requests.at(0)->body == "{}");
}

TEST_CASE("a webhook that the portal does not know is no application to be installed") {
  Bench bench;
  const auto& result = bench.call(Repeat::read);
  bench.net->error(0, 401, "NO_AUTH_FOUND");
  REQUIRE(result);
  CHECK_THAT(result->error().hint, !Catch::Contains("Install"));
}

TEST_CASE("a method whose reset is over is called again soon") {
  Bench bench;
  (void)bench.call(Repeat::read);
  bench.net->answer(0, 429,
                    R"({"error":"OPERATION_TIME_LIMIT","time":{"operating_reset_at":)" +
                        std::to_string(bench.loop.wall_ms() / 1000 - 10) + "}}");
  bench.loop.advance(200ms);
  CHECK(bench.sent() == 2);
}

TEST_CASE("the bucket paces and a 503 fills it") {
  Bench bench("3:2");
  for (int i = 0; i < 6; ++i) (void)bench.call(Repeat::read);
  CHECK(bench.sent() == 3);
  bench.loop.advance(600ms);
  CHECK(bench.sent() == 4);
  bench.loop.advance(1s);
  CHECK(bench.sent() == 6);
  for (std::size_t i = 0; i < 6; ++i) bench.net->ok(i);
  bench.loop.advance(1min);
  (void)bench.call(Repeat::read);
  REQUIRE(bench.sent() == 7);
  bench.net->error(6, 503, "QUERY_LIMIT_EXCEEDED");
  (void)bench.call(Repeat::read);
  bench.loop.advance(499ms);
  CHECK(bench.sent() == 7);
  bench.loop.advance(100ms);
  CHECK(bench.sent() == 8);
}

TEST_CASE("answers to people go before other calls and those before polls") {
  Bench bench("1:1");
  (void)bench.call(named("first"));
  (void)bench.call(named("poll", Priority::poll));
  (void)bench.call(named("a"));
  (void)bench.call(named("b"));
  (void)bench.call(named("answer", Priority::answer));
  bench.loop.advance(10s);
  REQUIRE(bench.sent() == 5);
  std::string order;
  for (const auto& request : bench.net->requests) order += request->method + " ";
  CHECK(order == "first answer a b poll ");
}

TEST_CASE("a retry keeps its place at the head of its priority") {
  Bench bench("1:1");
  (void)bench.call(named("a"));
  (void)bench.call(named("b"));
  (void)bench.call(named("c"));
  bench.net->error(0, 503, "QUERY_LIMIT_EXCEEDED");
  bench.loop.advance(10s);
  std::string order;
  for (const auto& request : bench.net->requests) order += request->method + " ";
  CHECK(order == "a a b c ");
}

TEST_CASE("only so many requests are under way at a time") {
  Bench bench;
  for (std::size_t i = 0; i < Client::max_under_way + 5; ++i) (void)bench.call(Repeat::read);
  CHECK(bench.sent() == Client::max_under_way);
  bench.net->ok(0);
  CHECK(bench.sent() == Client::max_under_way + 1);
  bench.calls.pop_front();
  auto second = bench.calls.begin();
  second->handle.reset();  // cancelled under way: its connection goes to the next
  CHECK(bench.net->requests[1]->given_up);
  CHECK(bench.sent() == Client::max_under_way + 2);
}

TEST_CASE("a method over its operating limit waits until it is reset") {
  Bench bench;
  const auto now = bench.loop.wall_ms() / 1000;
  const auto limited = [&](std::int64_t in) {
    return R"({"error":"OPERATION_TIME_LIMIT","time":{"operating_reset_at":)" + std::to_string(now + in) +
           "}}";
  };
  const auto& soon = bench.call(Repeat::once);
  bench.net->answer(0, 429, limited(20));
  bench.loop.advance(19s);
  CHECK(bench.sent() == 1);
  bench.loop.advance(2s);
  REQUIRE(bench.sent() == 2);
  bench.net->ok(1);
  CHECK(soon->ok());
  const auto& too_late = bench.call(Repeat::once);
  bench.net->answer(2, 429, limited(85));
  REQUIRE(too_late);
  CHECK(too_late->error().code == "OPERATION_TIME_LIMIT");
  CHECK(too_late->error().outcome == Outcome::not_executed);
}

TEST_CASE(
    "a call whose method is refused for longer than it may take ends at once, and tells what is known") {
  Bench bench;
  const auto& maybe = bench.call(Repeat::read);
  bench.net->fail(0, Reached::perhaps);
  (void)bench.call(Repeat::read);
  bench.net->answer(1, 429,
                    R"({"error":"OPERATION_TIME_LIMIT","time":{"operating_reset_at":)" +
                        std::to_string(bench.loop.wall_ms() / 1000 + 300) + "}}");
  const auto& fresh = bench.call(Repeat::read);
  bench.loop.advance(1s);
  CHECK(bench.sent() == 2);
  REQUIRE((maybe && fresh));
  CHECK(maybe->error().code == "OPERATION_TIME_LIMIT");
  CHECK(maybe->error().outcome == Outcome::unknown);
  CHECK(fresh->error().code == "OPERATION_TIME_LIMIT");
  CHECK(fresh->error().outcome == Outcome::not_executed);
  CHECK(fresh->error().status == 429);
}

TEST_CASE("a dropped handle cancels in every state") {
  Bench bench("1:1");
  (void)bench.call(named("under way"));
  (void)bench.call(named("queued"));
  bench.calls.back().handle.reset();
  bench.calls.front().handle.reset();
  CHECK(bench.net->requests[0]->given_up);
  (void)bench.call(named("paused"));
  bench.loop.advance(2s);
  REQUIRE(bench.sent() == 2);
  bench.net->fail(1, Reached::nowhere);
  bench.calls.back().handle.reset();
  (void)bench.call(named(""));
  bench.calls.back().handle.reset();
  bench.loop.advance(2min);
  CHECK(bench.sent() == 2);
  for (const auto& entry : bench.calls) CHECK_FALSE(entry.result);
}

TEST_CASE("a wrong method name is refused on the loop and never sent") {
  for (const char* name : {"", "a b", "../1/t0kent0ken", "a?auth=1", "a#b", "a..b", "a\r\nb", "\xd0\xb6"}) {
    Bench bench;
    const auto& result = bench.call(named(name));
    CHECK_FALSE(result);
    bench.loop.settle();
    REQUIRE(result);
    CHECK_THAT(result->error().text(), Catch::Contains("BAD_METHOD_NAME") && !Catch::Contains("t0ken"));
    CHECK(result->error().outcome == Outcome::refused);
    CHECK(bench.sent() == 0);
  }
}

TEST_CASE("a callback may drop its handle and start the next call") {
  Bench bench;
  Handle handle;
  int done = 0;
  handle = bench.portal->call(named("a"), [&](const Result<Answer>&) {
    handle = bench.portal->call(named("b"), [&](const Result<Answer>&) { ++done; });
    ++done;
  });
  bench.net->ok(0);
  CHECK(done == 1);
  bench.net->ok(1);
  CHECK(done == 2);
}

TEST_CASE("a callback may destroy the client") {
  Bench bench;
  const auto& other = bench.call(named("other"));
  const auto handle = bench.portal->call(named("a"), [&](const Result<Answer>&) { bench.portal.reset(); });
  const auto request = bench.net->requests[1];
  client::Reply reply;
  reply.status = 200;
  reply.body = R"({"result":1})";
  const auto done = std::exchange(request->done, nullptr);
  done(reply);
  CHECK_FALSE(bench.portal);
  bench.loop.advance(2min);
  CHECK_FALSE(other);
}

TEST_CASE("handles may outlive the client") {
  Bench bench("1:1");
  (void)bench.call(named("under way"));
  (void)bench.call(named("queued"));
  bench.portal.reset();
  bench.loop.advance(2min);
  bench.calls.clear();
}
