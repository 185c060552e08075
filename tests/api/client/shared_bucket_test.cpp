#include "api/client/shared_bucket.h"

#include <algorithm>
#include <limits>

#include <catch2/catch.hpp>

using namespace luabot;
using namespace luabot::client;
using namespace std::chrono_literals;

namespace {

constexpr TimePoint start{1h};

/// The portal's side: others draw evenly, and what does not fit is refused.
struct Portal {
  double others = 0;
  double level = 0;
  TimePoint at = start;

  void to(TimePoint now) {
    const auto passed = std::chrono::duration<double>(now - at).count();
    level = std::clamp(level + (others - 2) * passed, 0.0, 50.0);
    at = now;
  }
  bool take(TimePoint now) {
    to(now);
    if (level > 49) return false;
    level += 1;
    return true;
  }
};

/// Asks whenever it may, with some room left, and hears of refusals soon.
struct Asker {
  explicit Asker(Portal& of) : portal(of) {}
  Portal& portal;
  SharedBucket bucket{Limit{50, 2}};
  TimePoint now = start;
  int sent = 0;
  int refused = 0;
  void until(TimePoint end) {
    while ((now = std::max(bucket.earliest(now, 46), bucket.told_by())) < end) {
      bucket.take(now);
      ++sent;
      const bool taken = portal.take(now);
      now += 30ms;
      if (taken) continue;
      bucket.refused(now);
      ++refused;
    }
    now = end;
  }
};

}  // namespace

TEST_CASE("alone, the whole rate is ours and no refusal is reckoned with") {
  Portal portal;
  Asker asker(portal);
  asker.until(start + 5min);
  CHECK(asker.refused == 0);
  CHECK(asker.bucket.others() == 0);
  CHECK(asker.bucket.left() == 2);
  CHECK(asker.bucket.told_by() <= asker.now);
  CHECK(asker.sent >= 46 + 2 * 300 - 5);
}

TEST_CASE("what others draw is learned from few refusals") {
  Portal portal;
  portal.others = GENERATE(0.5, 1.0, 1.5);
  Asker asker(portal);
  asker.until(start + 5min);
  const int learning = asker.refused;
  CAPTURE(portal.others, learning, asker.bucket.others());
  CHECK(learning <= 6);
  CHECK(asker.bucket.left() <= (2 - portal.others) * 1.15);
  CHECK(asker.bucket.left() >= (2 - portal.others) * 0.7);
  const int before = asker.sent;
  asker.until(start + 20min);
  CHECK(asker.sent - before >= 0.85 * (2 - portal.others) * 15 * 60);
  CHECK(asker.refused - learning <= 3);
  CHECK(asker.bucket.left() >= (2 - portal.others) * 0.8);
  CHECK(asker.bucket.left() <= (2 - portal.others) * 1.1);
}

TEST_CASE("a single refusal is taken for a burst of others, and the level for full") {
  SharedBucket bucket({50, 2});
  bucket.take(start);
  bucket.refused(start + 30ms);
  CHECK(bucket.others() == 0);
  CHECK(bucket.level(start + 30ms) == 50);
  CHECK(bucket.earliest(start + 30ms, 50) >= start + 500ms);
  SECTION("others of the same moment say nothing more") {
    for (int i = 0; i < 20; ++i) bucket.refused(start + 40ms);
    CHECK(bucket.others() == 0);
  }
  SECTION("a second one, sooner than our own requests explain, is not") {
    TimePoint now = start + 4s;
    for (int i = 0; i < 4; ++i) bucket.take(now);
    bucket.refused(now + 30ms);
    CHECK(bucket.others() > 0.5);
  }
}

TEST_CASE("when another refusal is likely, the next request waits until it would be known") {
  SharedBucket bucket({50, 2});
  bucket.take(start);
  CHECK(bucket.told_by() == start);
  bucket.refused(start + 30ms);
  const auto now = start + 600ms;
  bucket.take(now);
  CHECK(bucket.told_by() == now + SharedBucket::told_within);
}

TEST_CASE("after others have stopped, all is ours again, and a newcomer is found as quickly as the first") {
  Portal portal;
  portal.others = 1.5;
  Asker asker(portal);
  asker.until(start + 3min);
  REQUIRE(asker.bucket.left() < 1);
  portal.others = 0;
  asker.until(start + 10min);
  CHECK(asker.bucket.left() == 2);
  const int before = asker.refused;
  const int sent = asker.sent;
  asker.until(start + 12min);
  CHECK(asker.refused == before);
  CHECK(asker.sent - sent >= 230);
  portal.others = 1.5;
  asker.until(start + 13min);
  CHECK(asker.bucket.left() < 1);
}

TEST_CASE("a neighbour of long standing is asked after seldom, and forgotten whole when it has gone") {
  Portal portal;
  Asker asker(portal);
  portal.others = 1.5;
  asker.until(start + 60min);
  portal.others = 0;
  asker.until(start + 90min);
  REQUIRE(asker.bucket.left() == 2);
  portal.others = 1.5;
  asker.until(start + 91min);
  REQUIRE(asker.bucket.left() < 1);
  portal.others = 0;
  asker.until(start + 95min);
  CHECK(asker.bucket.left() == 2);
}

TEST_CASE("refusals of one moment are remembered no longer than one") {
  SharedBucket one({50, 2});
  SharedBucket many({50, 2});
  for (auto* bucket : {&one, &many}) {
    for (int i = 0; i < 44; ++i) bucket->take(start);
    for (int i = 1; i <= 8; ++i) bucket->take(start + 500ms * i);
    bucket->refused(start + 4s);
  }
  for (int i = 0; i < 20; ++i) many.refused(start + 4s + 10ms * i);
  REQUIRE(one.others() > 0.5);
  for (auto now = start + 10s; now < start + 3min; now += 4s) {
    one.take(now);
    many.take(now);
  }
  CHECK(many.others() == one.others());
}

TEST_CASE("a request that was refused does not count as gone through later") {
  SharedBucket bucket({50, 2});
  for (int i = 0; i < 46; ++i) bucket.take(start);
  for (int i = 1; i <= 16; ++i) bucket.take(start + 500ms * i);
  bucket.refused(start + 8s);
  const double others = bucket.others();
  REQUIRE(others > 0.5);
  bucket.take(start + 9s);
  CHECK(bucket.others() > others - 0.1);
}

TEST_CASE("requests that never left are not counted in any mirror") {
  SharedBucket bucket({50, 2});
  for (int i = 0; i < 20; ++i) bucket.take(start);
  for (int i = 0; i < 20; ++i) bucket.put_back(start);
  CHECK(bucket.level(start) == 0);
  bucket.refused(start);  // with others unknown, all mirrors count
  CHECK(bucket.level(start) == 50);
}

TEST_CASE("without a limit there is nothing to learn") {
  constexpr double infinite = std::numeric_limits<double>::infinity();
  SharedBucket bucket({infinite, infinite});
  CHECK(bucket.unlimited());
  bucket.take(start);
  bucket.refused(start);
  CHECK(bucket.earliest(start, infinite) == start);
  CHECK(bucket.told_by() <= start);
}
