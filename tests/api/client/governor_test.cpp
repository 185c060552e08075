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
  TimePoint now = start;
  int sent = 0;
  for (; governor.earliest(Pace::now, now) < start + 1500ms; ++sent) {
    now = governor.earliest(Pace::now, now);
    governor.sent(Pace::now, now);
  }
  CHECK(sent == 46 + 2);
  CHECK(governor.room(now) == 0);
}

TEST_CASE("a rush stops after some requests, until it would be known that others have filled the bucket") {
  Governor governor({50, 2});
  int at_once = 0;
  while (governor.earliest(Pace::now, start) == start) {
    governor.sent(Pace::now, start);
    ++at_once;
  }
  CHECK(at_once == 10);
  CHECK(governor.earliest(Pace::now, start) < start + 100ms);
}

TEST_CASE("bulk work goes out in the lower half of the bucket") {
  Governor governor({50, 2});
  CHECK(governor.earliest(Pace::bulk, start) == start);
  for (int i = 0; i < 30; ++i) governor.sent(Pace::now, start);
  CHECK(governor.earliest(Pace::bulk, start) >= start + 2500ms);
  CHECK(governor.earliest(Pace::now, start) < start + 1s);
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
  governor.refused(start);
  CHECK(governor.earliest(Pace::gather, start) == start);
  CHECK(governor.room(start) > 1000);
}
