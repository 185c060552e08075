// What bounds a request that calls share, and who shares it.
#include <catch2/catch.hpp>

#include "tests/api/client/batch_bench.h"

using namespace luabot;
using namespace luabot::client;
using namespace std::chrono_literals;
using catalog::Repeat;

namespace {

constexpr auto user = "im.user.get";

struct Bench : test::BatchBench {
  using BatchBench::call;
  void calls_of(int many, Priority priority, const std::string& params = "{}",
                const std::string& method = user) {
    for (int i = 0; i < many; ++i) {
      Call one{method, params, Repeat::read};
      one.priority = priority;
      one.timeout = 10min;
      (void)call(std::move(one));
    }
  }
  /// Lets it be known how long a method takes.
  void learn(const std::string& method, int seconds) {
    (void)call(method, Repeat::read);
    loop.advance(2s);
    net->answer(net->requests.size() - 1, 200,
                R"({"result":1,"time":{"duration":)" + std::to_string(seconds) + "}}");
  }
  /// How many calls are in the last request.
  [[nodiscard]] std::size_t last() const { return cmd(net->requests.size() - 1).size(); }
};

}  // namespace

TEST_CASE("a batch has fifty calls at most, though others might go along") {
  Bench bench;
  bench.calls_of(50, Priority::normal);
  bench.calls_of(50, Priority::bulk);
  bench.loop.advance(1200ms);
  REQUIRE(bench.net->requests.size() == 2);
  CHECK(bench.last() == 50);
}

TEST_CASE("ten calls of lower priorities go along with an answer, so that it is not delayed by more") {
  Bench bench;
  bench.calls_of(1, Priority::answer);
  bench.calls_of(40, Priority::bulk);
  bench.loop.advance(1200ms);
  REQUIRE(bench.net->requests.size() == 2);
  CHECK(bench.last() == 11);
}

TEST_CASE("all normal calls go with an answer that they wait with") {
  Bench bench;
  bench.calls_of(1, Priority::answer);
  bench.calls_of(40, Priority::normal);
  bench.loop.advance(1200ms);
  REQUIRE(bench.net->requests.size() == 2);
  CHECK(bench.last() == 41);
}

TEST_CASE("a bot with many calls does not keep another's from the next request") {
  Bench bench;
  for (int i = 0; i < 61; ++i) {
    Call one{user, R"({"ID":)" + std::to_string(i) + "}", Repeat::read};
    one.bot = i < 60 ? "busy" : "quiet";
    one.timeout = 10min;
    (void)bench.call(std::move(one));
  }
  bench.loop.advance(1200ms);
  REQUIRE(bench.net->requests.size() == 2);
  CHECK(bench.request(1).body.find("ID=60") != std::string::npos);
}

TEST_CASE("a batch stays below what the portal takes, however large its calls are") {
  Bench bench;
  const std::string large(30'000, 'x');
  bench.calls_of(50, Priority::normal, R"({"text":")" + large + "\"}");
  bench.loop.advance(1200ms);
  REQUIRE(bench.net->requests.size() == 2);
  CHECK(bench.request(1).body.size() < 1'000'000);
  CHECK(bench.last() > 25);
}

TEST_CASE("a batch stays below what the portal takes with those that go along") {
  Bench bench;
  bench.calls_of(1, Priority::answer, R"({"text":")" + std::string(190'000, 'x') + "\"}");
  bench.calls_of(40, Priority::bulk, R"({"text":")" + std::string(190'000, 'y') + "\"}");
  bench.loop.advance(1200ms);
  REQUIRE(bench.net->requests.size() == 2);
  CHECK(bench.request(1).body.size() < 1'000'000);
  CHECK(bench.last() == 4);
}

TEST_CASE("of calls that take long fewer share a request") {
  Bench bench;
  bench.learn(user, 4);
  SECTION("of one priority") {
    bench.calls_of(10, Priority::normal);
  }
  SECTION("of several") {
    bench.calls_of(2, Priority::answer);
    bench.calls_of(10, Priority::bulk);
  }
  bench.loop.advance(2s);
  CHECK(bench.last() == 3);
}

TEST_CASE("a batch that had no answer within its calls' time makes the next ones half as large") {
  Bench bench;
  for (int i = 0; i < 40; ++i) {
    Call one{user, "{}", Repeat::read};
    one.timeout = 20s;
    (void)bench.call(std::move(one));
  }
  bench.loop.advance(21s);
  REQUIRE(bench.net->requests.size() == 2);
  REQUIRE(bench.request(1).given_up);
  bench.calls_of(50, Priority::normal);
  bench.loop.advance(1200ms);
  REQUIRE(bench.net->requests.size() == 4);  // the first of them went out at once and alone
  CHECK(bench.last() == 20);
}

TEST_CASE("a batch that failed late makes the next ones half as large if it may have been carried out") {
  const auto reached = GENERATE(Reached::perhaps, Reached::nowhere);
  Bench bench;
  bench.calls_of(50, Priority::normal);
  bench.loop.advance(20s);
  REQUIRE(bench.net->requests.size() == 2);
  bench.net->fail(1, reached);
  bench.loop.advance(2s);
  CHECK(bench.net->requests.size() > 2);
  CHECK(bench.cmd(2).size() == (reached == Reached::perhaps ? 25 : 50));
}

TEST_CASE("a batch that was answered late makes the next ones half as large") {
  Bench bench;
  bench.calls_of(50, Priority::normal);
  bench.loop.advance(35s);
  Json results = Json::object();
  for (int i = 0; i < 50; ++i) results["c" + std::to_string(i)] = 1;
  bench.answer(1, {{"result", results}});
  bench.calls_of(1, Priority::normal);  // at once
  bench.calls_of(50, Priority::normal);
  bench.loop.advance(1200ms);
  REQUIRE(bench.net->requests.size() == 4);
  CHECK(bench.last() == 25);
}

TEST_CASE("what a batch tells of its methods is heeded as if they had gone alone") {
  Bench bench;
  const auto time = [](int used) {
    return Json{{"duration", 4}, {"finish", 1000}, {"operating_reset_at", 1300}, {"operating", used}};
  };
  bench.calls_of(2, Priority::normal);
  bench.loop.advance(1200ms);
  bench.answer(1,
               {{"result", {{"c0", 1}, {"c1", 1}}}, {"result_time", {{"c0", time(300)}, {"c1", time(304)}}}});
  CHECK(bench.portal->traffic().slowed_methods == 0);
  bench.calls_of(11, Priority::normal);
  bench.loop.advance(1200ms);
  CHECK(bench.last() == 3);  // of 4 s each
  bench.answer(2, {{"result", {{"c0", 1}, {"c1", 1}, {"c2", 1}}}, {"result_time", {{"c1", time(400)}}}});
  CHECK(bench.portal->traffic().slowed_methods == 1);
}

TEST_CASE("calls that take too long for this request do not keep others from it") {
  Bench bench;
  bench.learn("crm.deal.list", 14);
  bench.calls_of(2, Priority::normal, "{}", "crm.deal.list");
  bench.calls_of(5, Priority::normal);
  bench.loop.advance(600ms);
  CHECK(bench.last() == 6);
}

TEST_CASE("calls that have to go alone do not keep others from sharing a request") {
  Bench bench;
  bench.calls_of(1, Priority::normal);
  bench.calls_of(8, Priority::normal, R"({"ID":null})");
  bench.calls_of(5, Priority::normal);
  bench.loop.advance(1200ms);
  REQUIRE(bench.net->requests.size() == 2);
  CHECK(bench.last() == 6);
}

TEST_CASE("a call that has to go alone is made so as it was given") {
  Bench bench;
  bench.calls_of(1, Priority::normal, R"({"ID":null})");
  bench.calls_of(5, Priority::normal);
  bench.loop.advance(1200ms);
  REQUIRE(bench.net->requests.size() == 2);
  CHECK(bench.request(1).method == user);
  CHECK(bench.request(1).body == R"({"ID":null})");
}

TEST_CASE("without a limit each call goes alone") {
  test::ClientBench bench(*parse_limit("none"));
  for (int i = 0; i < 60; ++i) {
    Call one{user, "{}", Repeat::read};
    one.priority = i % 2 == 0 ? Priority::answer : Priority::bulk;
    (void)bench.call(std::move(one));
  }
  for (std::size_t i = 0; i < 60; ++i) {
    REQUIRE(bench.net->requests.size() > i);
    CHECK(bench.net->requests[i]->method == user);
    bench.net->ok(i);
  }
}
