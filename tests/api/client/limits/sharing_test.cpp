// Others draw from the same bucket, and nothing but refusals tells of them.
#include <algorithm>

#include <catch2/catch.hpp>

#include "tests/api/client/limits/load.h"

using namespace luabot;
using namespace luabot::test;
using namespace std::chrono_literals;

namespace {

/// Keeps so many calls waiting that each request is full.
struct Pressure {
  Pressure() { load.portal->jitter = 20ms; }
  Load load;
  std::size_t made = 0;
  void keep(Duration time) {
    const auto end = load.loop.now() + time;
    while (load.loop.now() < end) {
      while (load.client->traffic().waiting[0] < 200) load.say("chat" + std::to_string(++made));
      load.advance(100ms);
    }
  }
  [[nodiscard]] std::size_t requests_since(TimePoint from) const {
    return static_cast<std::size_t>(std::count_if(load.portal->arrivals.begin(), load.portal->arrivals.end(),
                                                  [from](TimePoint at) { return at >= from; }));
  }
};

}  // namespace

TEST_CASE("what another client leaves is used nearly whole, with hardly a refusal on either side", "[long]") {
  const auto [others, minutes] = GENERATE(table<double, int>({{1.5, 20}, {0.5, 6}}));
  Pressure pressure;
  auto& portal = *pressure.load.portal;
  portal.others(others);
  pressure.keep(40s);
  const auto settled = pressure.load.loop.now();
  const auto refused = portal.refused;
  const auto others_asked = portal.others_asked;
  const auto others_refused = portal.others_refused;
  pressure.keep(std::chrono::minutes(minutes));
  const auto used =
      static_cast<double>(pressure.requests_since(settled)) - static_cast<double>(portal.refused - refused);
  CAPTURE(others, used, portal.requests, portal.refused, refused, portal.others_asked, portal.others_refused,
          others_refused, pressure.load.client->traffic().others);
  CHECK(used >= 0.9 * (2 - others) * 60 * minutes);
  CHECK(static_cast<double>(portal.refused) < 0.01 * static_cast<double>(portal.requests));
  CHECK(static_cast<double>(portal.others_refused - others_refused) <
        0.02 * static_cast<double>(portal.others_asked - others_asked));
}

TEST_CASE("the full rate is used again after the other client has stopped") {
  Pressure pressure;
  auto& portal = *pressure.load.portal;
  portal.others(1.5);
  pressure.keep(1min);
  CHECK(pressure.load.client->traffic().others > 1);
  portal.others(0);
  const auto stopped = pressure.load.loop.now();
  while (pressure.load.client->traffic().rate < 2) {
    pressure.keep(1s);
    REQUIRE(pressure.load.loop.now() - stopped < 3min);
  }
  const auto from = pressure.load.loop.now();
  pressure.keep(1min);
  CHECK(pressure.requests_since(from) >= 115);
}

TEST_CASE("a burst of another client is no reason to go slowly") {
  Pressure pressure;
  pressure.keep(30s);
  pressure.load.portal->draw(4);
  pressure.keep(10s);
  const auto from = pressure.load.loop.now();
  pressure.keep(1min);
  CHECK(pressure.requests_since(from) >= 110);
}
