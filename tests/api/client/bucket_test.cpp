#include "api/client/bucket.h"

#include <limits>
#include <random>

#include <catch2/catch.hpp>

#include "api/client/backoff.h"

using namespace luabot;
using namespace luabot::client;
using namespace std::chrono_literals;

namespace {

/// The portal's side, counted on its own: the level never goes above the burst.
struct Portal {
  double burst;
  double rate;
  double level = 0;
  TimePoint at{};
  bool take(TimePoint now) {
    level = std::max(0.0, level - std::chrono::duration<double>(now - at).count() * rate);
    at = now;
    if (level + 1 > burst + 1e-6) return false;
    level += 1;
    return true;
  }
};

constexpr TimePoint start{1h};

}  // namespace

TEST_CASE("the burst goes out at once and the rest at the rate") {
  Bucket bucket({50, 2});
  TimePoint now = start;
  for (int i = 0; i < 50; ++i) {
    REQUIRE(bucket.earliest(now) == now);
    bucket.take(now);
  }
  std::vector<TimePoint> sent;
  for (int i = 0; i < 10; ++i) {
    now = bucket.earliest(now);
    REQUIRE(bucket.earliest(now) == now);
    bucket.take(now);
    sent.push_back(now);
  }
  CHECK(sent.front() - start >= 500ms);
  CHECK(sent.front() - start <= 600ms);
  CHECK(sent.back() - sent.front() >= 4500ms - 1us);
  CHECK(sent.back() - sent.front() <= 4500ms + 1us);
}

TEST_CASE("random arrivals never overdraw the bucket and never wait without need") {
  std::mt19937 random(7);  // NOLINT: the same run each time
  for (const Limit limit : {Limit{50, 2}, Limit{250, 5}, Limit{1, 0.5}, Limit{3, 100}}) {
    CAPTURE(limit.burst, limit.rate);
    Bucket bucket(limit);
    Portal portal{limit.burst, limit.rate};
    TimePoint now = start;
    Duration waited{};
    constexpr int requests = 5000;
    std::exponential_distribution<double> pause(limit.rate * 3);
    std::bernoulli_distribution idle(0.002);
    for (int i = 0; i < requests; ++i) {
      now += std::chrono::duration_cast<Duration>(std::chrono::duration<double>(pause(random)));
      if (idle(random)) now += std::chrono::seconds(static_cast<int>(limit.burst / limit.rate / 2));
      const auto at = bucket.earliest(now);
      REQUIRE(at >= now);
      // No wait while the portal would take it, but for the reserve of 50 ms.
      auto probe = portal;
      if (at - 51ms > now) REQUIRE_FALSE(probe.take(at - 51ms));
      waited += at - now;
      now = at;
      bucket.take(now);
      REQUIRE(portal.take(now));
    }
    CHECK(waited > 0s);
  }
}

TEST_CASE("a request that travels faster than the ones before it is not refused") {
  std::mt19937 random(8);  // NOLINT: the same run each time
  Bucket bucket({50, 2});
  Portal portal{50, 2};
  std::uniform_real_distribution<double> travel(0.0, 0.05);
  TimePoint now = start;
  TimePoint arrived = start;
  for (int i = 0; i < 1000; ++i) {
    now = bucket.earliest(now);
    bucket.take(now);
    arrived = std::max(
        arrived, now + std::chrono::duration_cast<Duration>(std::chrono::duration<double>(travel(random))));
    REQUIRE(portal.take(arrived));
  }
}

TEST_CASE("a refusal of the portal makes the bucket full") {
  Bucket bucket({50, 2});
  bucket.take(start);
  bucket.fill(start);
  CHECK(bucket.earliest(start) >= start + 500ms);
  CHECK(bucket.earliest(start) <= start + 600ms);
}

TEST_CASE("a request that never left is not counted") {
  Bucket bucket({1, 2});
  bucket.take(start);
  REQUIRE(bucket.earliest(start) > start);
  bucket.put_back(start);
  CHECK(bucket.earliest(start) == start);
  bucket.put_back(start);
  bucket.take(start);
  CHECK(bucket.earliest(start) > start);
}

TEST_CASE("what never left is taken out of what is left of the bucket") {
  Bucket bucket({50, 2});
  for (int i = 0; i < 5; ++i) bucket.take(start);
  bucket.put_back(start + 1s);
  CHECK(bucket.level(start + 1s) == Approx(2));
  CHECK(bucket.level(start + 2s) == Approx(0));
}

TEST_CASE("without a limit nothing waits") {
  constexpr double infinite = std::numeric_limits<double>::infinity();
  Bucket bucket({infinite, infinite});
  CHECK(bucket.unlimited());
  for (int i = 0; i < 1000; ++i) {
    REQUIRE(bucket.earliest(start) == start);
    bucket.take(start);
  }
  bucket.fill(start);
  CHECK(bucket.earliest(start) == start);
}

TEST_CASE("a bucket without a size or that leaks at once has no limit") {
  constexpr double infinite = std::numeric_limits<double>::infinity();
  CHECK(Bucket({infinite, 2}).unlimited());
  CHECK(Bucket({50, infinite}).unlimited());
  CHECK_FALSE(Bucket({50, 2}).unlimited());
}

TEST_CASE("whoever leaves room in a bucket of one still gets a request of it") {
  Bucket bucket({1, 2});
  bucket.take(start);
  CHECK(bucket.earliest(start, 0.5) == bucket.earliest(start, 1));
}

TEST_CASE("backoff doubles up to a cap and spreads over all of it") {
  CHECK(backoff(1, 0.5) == 100ms);
  CHECK(backoff(2, 0.5) == 200ms);
  CHECK(backoff(1, 0.0) == 0ms);
  CHECK(backoff(40, 1.0) == 10s);
  CHECK(backoff(1000000, 1.0) == 10s);
  CHECK(backoff(0, 1.0) == 200ms);
}
