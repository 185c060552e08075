// When a portal counts as one that does not answer, and how it is asked whether it is back.
#include <algorithm>

#include <catch2/catch.hpp>

#include "api/client/breaker.h"
#include "tests/api/client/client_bench.h"

using namespace luabot;
using namespace luabot::client;
using namespace std::chrono_literals;

namespace {

/// A client whose portal has stopped to answer, and a call that waits.
struct Bench : test::ClientBench {
  explicit Bench(const Limit& limit) : ClientBench(limit) {
    Call one{"m", "{}", catalog::Repeat::read};
    one.timeout = 10min;
    for (int i = 0; i < Breaker::failures_to_open; ++i) {
      (void)call(one);
      net->fail(net->requests.size() - 1, Reached::nowhere);
    }
    REQUIRE(portal->traffic().portal_down);
  }
  [[nodiscard]] std::size_t probes() const {
    return static_cast<std::size_t>(
        std::count_if(net->requests.begin(), net->requests.end(),
                      [](const auto& one) { return one->method == "server.time"; }));
  }
};

/// So many calls under way that no answer comes to, with that timeout.
struct Silent : test::ClientBench {
  explicit Silent(Duration timeout, int many = Breaker::failures_to_open) : ClientBench(Limit{50, 2}) {
    for (int i = 0; i < many; ++i) {
      Call one{"m", "{}", catalog::Repeat::read};
      one.timeout = timeout;
      (void)call(std::move(one));
    }
  }
  [[nodiscard]] bool down() const { return portal->traffic().portal_down; }
};

}  // namespace

TEST_CASE("requests without an answer for more than ten seconds mean that the portal is down") {
  Silent bench(15s);
  bench.loop.advance(14s);
  CHECK_FALSE(bench.down());
  bench.loop.advance(1s);
  CHECK(bench.down());
}

TEST_CASE("calls with short timeouts do not mean that the portal is down") {
  Silent bench(5s);
  bench.loop.advance(6s);
  CHECK_FALSE(bench.down());
}

TEST_CASE("calls that are cancelled do not mean that the portal is down") {
  Silent bench(60s);
  bench.loop.advance(20s);
  bench.calls.clear();
  CHECK_FALSE(bench.down());
}

TEST_CASE("a refusal shows that the portal is there") {
  Silent bench(60s, 2 * Breaker::failures_to_open - 1);
  for (int i = 0; i < 2 * Breaker::failures_to_open - 1; ++i) {
    if (i == Breaker::failures_to_open - 1)
      bench.net->error(static_cast<std::size_t>(i), 403, "ACCESS_DENIED");
    else
      bench.net->fail(static_cast<std::size_t>(i), Reached::perhaps);
  }
  CHECK_FALSE(bench.down());
}

TEST_CASE("one probe at a time goes out, and another when it has had no answer for ten seconds") {
  Bench bench(Limit{50, 2});
  bench.loop.advance(5s);
  (void)bench.call({"m", "{}", catalog::Repeat::read});
  bench.loop.advance(5s);
  CHECK(bench.probes() == 1);
  bench.loop.advance(1s);
  CHECK(bench.probes() == 2);
  CHECK(bench.net->requests.size() == Breaker::failures_to_open + 2);
  CHECK(bench.portal->traffic().requests == Breaker::failures_to_open + 2);
}

TEST_CASE("a probe counts in the bucket unless it never left") {
  Bench bench(Limit{50, 0.001});
  CHECK(bench.portal->traffic().level < 0.1);
  bench.loop.advance(1s);
  REQUIRE(bench.probes() == 1);
  CHECK(bench.portal->traffic().level > 0.9);
  bench.net->fail(bench.net->requests.size() - 1, Reached::nowhere);
  CHECK(bench.portal->traffic().level < 0.1);
  bench.loop.advance(10s + 1s);
  CHECK(bench.probes() >= 2);
  CHECK(bench.portal->traffic().level > 0.9);  // it had no answer, but it went out
}

TEST_CASE("a call that found the portal down goes out when it is back, not after a pause of its own") {
  Silent bench(60s, 1);
  for (int i = 0; i < Breaker::failures_to_open; ++i) {
    bench.net->fail(bench.net->requests.size() - 1, Reached::nowhere);
    if (i + 1 < Breaker::failures_to_open) bench.loop.advance(1s);
  }
  REQUIRE(bench.down());
  bench.loop.advance(200ms);
  const auto sent = bench.net->requests.size();
  REQUIRE(bench.net->requests.back()->method == "server.time");
  bench.net->ok(sent - 1);
  CHECK(bench.net->requests.size() == sent + 1);
}

TEST_CASE("a call counts in the bucket unless it never left") {
  Silent bench(60s, 2);
  CHECK(bench.portal->traffic().level == Approx(2));
  bench.net->fail(0, Reached::nowhere);
  CHECK(bench.portal->traffic().level == Approx(1));
  bench.net->fail(1, Reached::perhaps);
  CHECK(bench.portal->traffic().level == Approx(1));
}

TEST_CASE("calls go out as soon as a probe is answered, whatever it is answered with") {
  Bench bench(Limit{50, 2});
  bench.loop.advance(1s);
  REQUIRE(bench.probes() == 1);
  const auto sent = bench.net->requests.size();
  SECTION("a success") {
    bench.net->ok(sent - 1);
  }
  SECTION("an error of the portal's") {
    bench.net->error(sent - 1, 403, "ACCESS_DENIED");
  }
  CHECK_FALSE(bench.portal->traffic().portal_down);
  CHECK(bench.net->requests.size() == sent + Breaker::first_after);
}
