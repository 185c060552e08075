// A portal that does not answer is asked whether it is back.
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

}  // namespace

TEST_CASE("one probe at a time goes out, and another when it has had no answer for ten seconds") {
  Bench bench(Limit{50, 2});
  bench.loop.advance(10s);
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
