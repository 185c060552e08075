#include "api/client/poll_pace.h"

#include <limits>

#include <catch2/catch.hpp>

using namespace luabot;
using namespace luabot::client;
using namespace std::chrono_literals;

namespace {

constexpr TimePoint start{1h};

/// A governor and a pace, and requests for people that fill the bucket.
struct Bench {
  void people(int requests, TimePoint now = start) {
    for (int i = 0; i < requests; ++i) {
      governor.sent(Pace::now, now);
      pace.sent(Pace::now, now);
    }
  }
  void poll(TimePoint now = start) {
    governor.sent(Pace::poll, now);
    pace.sent(Pace::poll, now);
  }
  Governor governor{{50, 2}};
  PollPace pace{start};
};

}  // namespace

TEST_CASE("polls go out at half of the rate while the bucket is low") {
  Bench bench;
  bench.people(10);
  bench.poll();
  CHECK(bench.pace.earliest(bench.governor, start) == start + 1s);
  CHECK_FALSE(bench.pace.due(bench.governor, start + 1s));
}

TEST_CASE("in the upper half of the bucket one request in sixteen is for polls, before all others") {
  Bench bench;
  bench.poll();
  bench.people(40);
  TimePoint now = start;
  while (now < start + 7900ms) {
    bench.people(1, now);
    REQUIRE(bench.pace.earliest(bench.governor, now) > now);
    now += 500ms;
  }
  now = start + 8s;
  CHECK(bench.pace.due(bench.governor, now));
  CHECK(bench.pace.earliest(bench.governor, now) <= now + 600ms);
}

TEST_CASE("without answers polls go out in the upper half as well, at half of the rate") {
  Bench bench;
  bench.poll();
  bench.people(40);
  CHECK(bench.pace.earliest(bench.governor, start) == start + 2s);
  bench.poll(start + 2s);
  CHECK(bench.pace.earliest(bench.governor, start + 2s) == start + 3s);
}

TEST_CASE("of what others leave, polls take half") {
  Bench bench;
  bench.people(44);
  for (int i = 1; i <= 8; ++i) bench.governor.sent(Pace::now, start + 500ms * i);
  bench.governor.refused(start + 4s);  // 6 requests of others in 4 s
  REQUIRE(bench.governor.rate() < 1);
  const TimePoint later = start + 30s;
  bench.poll(later);
  CHECK(bench.pace.earliest(bench.governor, later) >= later + 2s);
}

TEST_CASE("without a limit polls wait for nothing") {
  constexpr double infinite = std::numeric_limits<double>::infinity();
  const Governor governor({infinite, infinite});
  PollPace pace(start);
  pace.sent(Pace::poll, start);
  CHECK(pace.earliest(governor, start) == start);
  CHECK_FALSE(pace.due(governor, start + 1h));
}
