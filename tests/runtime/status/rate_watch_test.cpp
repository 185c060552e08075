#include "runtime/status/rate_watch.h"

#include <string>
#include <vector>

#include <catch2/catch.hpp>

#include "tests/support/sim_loop.h"

using namespace luabot;
using namespace std::chrono_literals;

namespace {

struct Scene {
  test::SimLoop loop;
  client::Traffic traffic;
  std::vector<std::string> told;
  status::RateWatch watch{loop,
                          {[this] { return traffic; }, [] { return Duration(4s); },
                           [this](const std::string& text) { told.push_back(text); }}};

  void waits(std::size_t calls, Duration longest) {
    traffic.waiting.at(static_cast<std::size_t>(client::Priority::normal)) = calls;
    traffic.longest_wait = longest;
  }
};

}  // namespace

TEST_CASE("calls that wait for the limit are told of, again while they wait, and when none do") {
  Scene scene;
  scene.traffic.level = 50;
  scene.traffic.burst = 50;
  scene.waits(820, 1500ms);
  scene.loop.advance(1s);
  REQUIRE(scene.told.size() == 1);
  CHECK(
      scene.told[0] ==
      "820 calls wait for the portal's limit, the longest for 1.5 s; a new one waits about 4.0 s (bucket: 50 "
      "of 50)");
  scene.loop.advance(9s);
  CHECK(scene.told.size() == 1);
  scene.loop.advance(1s);
  CHECK(scene.told.size() == 2);
  scene.loop.advance(9s);
  CHECK(scene.told.size() == 2);
  scene.waits(0, 0s);
  scene.loop.advance(1s);
  REQUIRE(scene.told.size() == 3);
  CHECK(scene.told[2] == "no calls wait any more");
  scene.loop.advance(60s);
  CHECK(scene.told.size() == 3);
}

TEST_CASE("short waits, polls and a portal that is down are not the limit's doing") {
  Scene scene;
  scene.waits(10, 999ms);
  scene.loop.advance(5s);
  scene.waits(0, 5s);
  scene.traffic.waiting.at(static_cast<std::size_t>(client::Priority::poll)) = 3;
  scene.loop.advance(5s);
  scene.waits(10, 20s);
  scene.traffic.portal_down = true;
  scene.loop.advance(20s);
  CHECK(scene.told.empty());
}

TEST_CASE("a bucket that others have filled is told of once a minute") {
  Scene scene;
  scene.traffic.refused = 2;
  scene.traffic.others = 1.5;
  scene.traffic.rate = 0.5;
  scene.loop.advance(1s);
  REQUIRE(scene.told.size() == 1);
  CHECK(scene.told[0] ==
        "2 requests met a full bucket: others draw about 1.5/s from it; going on with 0.5/s");
  scene.traffic.refused = 5;
  scene.loop.advance(58s);
  CHECK(scene.told.size() == 1);
  scene.loop.advance(2s);
  REQUIRE(scene.told.size() == 2);
  CHECK(scene.told[1].starts_with("3 requests"));
}
