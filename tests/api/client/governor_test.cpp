#include "api/client/governor.h"

#include <limits>

#include <catch2/catch.hpp>

using namespace luabot;
using namespace luabot::client;
using namespace std::chrono_literals;

namespace {
constexpr TimePoint start{1h};
}

TEST_CASE("of an empty bucket a part goes out at once and then the gaps grow") {
  Governor governor({50, 2});
  TimePoint now = start;
  int at_once = 0;
  while (governor.earliest(Pace::gather, now) == now) {
    governor.sent(Pace::gather, now);
    ++at_once;
  }
  CHECK(at_once >= 5);
  CHECK(at_once <= 8);
  std::vector<Duration> gaps;
  for (int i = 0; i < 60; ++i) {
    const auto next = governor.earliest(Pace::gather, now);
    gaps.push_back(next - now);
    now = next;
    governor.sent(Pace::gather, now);
  }
  CHECK(gaps[3] < 100ms);
  CHECK(gaps.back() > 350ms);
  CHECK(governor.level(now) <= 46);
}

TEST_CASE("what cannot share a request goes as long as there is room, and leaves a part to others") {
  Governor governor({50, 2});
  int at_once = 0;
  while (governor.earliest(Pace::now, start) == start) {
    governor.sent(Pace::now, start);
    ++at_once;
  }
  CHECK(at_once == 46);
  CHECK(governor.room(start) == 0);
}

TEST_CASE("polls go out at half of the rate and bulk work in the lower half of the bucket") {
  Governor governor({50, 2});
  governor.sent(Pace::poll, start);
  CHECK(governor.earliest(Pace::poll, start) == start + 1s);
  CHECK(governor.earliest(Pace::gather, start) == start);
  for (int i = 0; i < 29; ++i) governor.sent(Pace::now, start);
  CHECK(governor.earliest(Pace::bulk, start) >= start + 2500ms);
  CHECK(governor.earliest(Pace::now, start) == start);
}

TEST_CASE("at the edge for long, it pauses for a moment and makes up for it") {
  Governor governor({50, 2});
  TimePoint now = start;
  Duration longest{};
  int sent = 0;
  while (now < start + 2min) {
    const auto next = governor.earliest(Pace::now, now);
    longest = std::max(longest, next - now);
    now = next;
    governor.sent(Pace::now, now);
    ++sent;
  }
  CHECK(longest >= 1s);
  CHECK(sent >= 46 + 239);
}

TEST_CASE("without a limit nothing waits for anything") {
  constexpr double infinite = std::numeric_limits<double>::infinity();
  Governor governor({infinite, infinite});
  for (int i = 0; i < 1000; ++i) {
    for (const auto pace : {Pace::now, Pace::gather, Pace::patient, Pace::poll, Pace::bulk})
      REQUIRE(governor.earliest(pace, start) == start);
    governor.sent(Pace::gather, start);
  }
  governor.refused(start, 0);
  CHECK(governor.earliest(Pace::gather, start) == start);
  CHECK(governor.room(start) > 1000);
}

TEST_CASE("what others draw is learned from refusals") {
  RemainingRate rest({50, 2});
  rest.sent(start, 1);
  // 20 s later our requests explain 30 of the 50.
  rest.refused(start + 20s, 30);
  CHECK(rest.others() == Approx(1));
  CHECK(rest.left() == Approx(0.95));
  SECTION("a second refusal of the same moment adds nothing") {
    rest.refused(start + 20200ms, 50);
    CHECK(rest.others() == Approx(1));
  }
  SECTION("more is tried after many requests, and a refusal ends that") {
    TimePoint now = start + 20s;
    for (int i = 0; i < RemainingRate::first_try; ++i) {
      CHECK_FALSE(rest.trying());
      rest.sent(now += 1s, 46);
    }
    REQUIRE(rest.trying());
    CHECK(rest.left() == 2);
    rest.refused(now + 4s, 50);
    CHECK_FALSE(rest.trying());
    CHECK(rest.others() > 0.8);
  }
  SECTION("when no refusal comes, all is ours again") {
    TimePoint now = start + 20s;
    for (int i = 0; i < RemainingRate::first_try + 120; ++i) rest.sent(now += 500ms, 46);
    CHECK(rest.others() == 0);
    CHECK(rest.left() == 2);
  }
}

TEST_CASE("a burst of others says nothing of their rate, unless another follows") {
  RemainingRate rest({50, 2});
  rest.sent(start, 1);
  rest.refused(start + 100ms, 10);
  CHECK(rest.others() == 0);
  rest.refused(start + 3s, 40);
  CHECK(rest.others() > 1);
}
