#include "api/client/portal_bucket.h"

#include <catch2/catch.hpp>

using namespace luabot;
using namespace luabot::client;
using namespace std::chrono_literals;

namespace {

/// Always has something to send at its pace, as soon as it is let.
struct Greedy final : Sharer {
  Greedy(PortalBucket& of, TimePoint& clock, Pace with) : bucket(of), now(clock), pace(with) {
    bucket.join(*this);
  }
  ~Greedy() override { bucket.leave(*this); }
  Greedy(const Greedy&) = delete;
  Greedy& operator=(const Greedy&) = delete;

  bool step() {
    PortalBucket::begin(*this);
    next = bucket.earliest(*this, pace, now);
    if (next > now || held) return false;
    bucket.sent(*this, pace, now);
    ++sent;
    return true;
  }
  void take_turn() override { step(); }
  void look_again() override { ++woken; }

  PortalBucket& bucket;
  TimePoint& now;
  Pace pace;
  TimePoint next{};
  bool held = false;  ///< wants, and cannot after all
  std::size_t sent = 0;
  int woken = 0;
};

struct Three {
  explicit Three(Pace with) : second(bucket, now, with), third(bucket, now, with) {}
  /// At each moment the first comes first.
  void run(Duration time) {
    for (const auto end = now + time; now < end; now += 10ms) {
      while (first.step()) {
      }
      while (second.step()) {
      }
      while (third.step()) {
      }
    }
  }
  TimePoint now{1h};
  PortalBucket bucket{{50, 2}, now};
  Greedy first{bucket, now, Pace::now};
  Greedy second;
  Greedy third;
};

}  // namespace

TEST_CASE("whoever comes first at each moment, all have the same share") {
  const auto pace = GENERATE(Pace::now, Pace::gather, Pace::patient);
  Three all(pace);
  all.run(20s);
  const std::size_t before[] = {all.first.sent, all.second.sent, all.third.sent};
  all.run(60s);
  CAPTURE(static_cast<int>(pace));
  CHECK(all.first.sent - before[0] >= 39);
  CHECK(all.second.sent - before[1] >= 39);
  CHECK(all.third.sent - before[2] >= 39);
}

TEST_CASE("one that wants and cannot holds nobody up") {
  Three all(Pace::now);
  all.second.held = true;
  all.third.held = true;
  all.run(60s);
  CHECK(all.first.sent >= 46 + 110);
}

TEST_CASE("others look again when there may be room sooner than they were told") {
  Three all(Pace::now);
  all.run(1s);
  all.bucket.not_sent(all.first, all.now);
  CHECK(all.first.woken == 0);
  CHECK(all.second.woken == 1);
  all.bucket.refused(all.second, all.now);
  CHECK(all.first.woken == 1);
  CHECK(all.second.woken == 1);
  CHECK(all.third.woken == 2);
}
