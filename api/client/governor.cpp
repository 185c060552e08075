#include "api/client/governor.h"

#include <algorithm>
#include <chrono>
#include <cmath>
#include <limits>

namespace luabot::client {
namespace {

using Seconds = std::chrono::duration<double>;

constexpr double half = 0.5;
constexpr double for_others = 0.08;
constexpr double eager_part = 1.0 / 3;
constexpr double hurry = 8;  // the shortest gap is this part of the longest
constexpr double edge = 2;   // requests below the top
constexpr Seconds listen_every{10};
constexpr double listen_for = 2;  // requests of the rate
// So much of the bucket may go out in one rush, and the next after so long: should others have filled the
// bucket, it is heard of in between.
constexpr double rush_part = 0.2;
constexpr double least_rush = 10;
constexpr double rush_over = 0.1;

Limit rush_limit(const Limit& of) {
  const double most = std::max(least_rush, rush_part * of.burst);
  return {most, most / rush_over};
}

Duration of_seconds(double seconds) {
  return std::chrono::ceil<Duration>(Seconds(seconds));
}

}  // namespace

Governor::Governor(Limit limit) : limit_(limit), bucket_(limit), rush_(rush_limit(limit)) {}

/// The level that our requests stay below.
double Governor::top() const {
  return limit_.burst - std::floor(limit_.burst * for_others);
}

/// How many may go out in a row without a gap.
double Governor::eagerness(TimePoint now) const {
  return std::max(1.0, (half * limit_.burst - bucket_.level(now)) * eager_part);
}

/// Seconds between two requests.
double Governor::gap(TimePoint now) const {
  const double longest = 1 / bucket_.left();
  const double shortest = 1 / (limit_.rate * hurry);
  const double low = half * limit_.burst;
  const double part = (bucket_.level(now) - low) / std::max(1.0, top() - low);
  return shortest + (longest - shortest) * std::clamp(part, 0.0, 1.0);
}

/// At most one gap is waited for, however many went out before.
double Governor::haste(TimePoint now) const {
  return std::clamp(haste_ - Seconds(now - at_).count() / gap(now), 0.0, eagerness(now));
}

std::size_t Governor::eager(TimePoint now) const {
  const double free = std::floor(eagerness(now) - haste(now) + 1e-6);
  return std::min(room(now), static_cast<std::size_t>(std::max(0.0, free)));
}

std::size_t Governor::room(TimePoint now) const {
  if (unlimited()) return std::numeric_limits<std::size_t>::max();
  return static_cast<std::size_t>(std::max(0.0, std::floor(top() - bucket_.level(now) + 1e-6)));
}

TimePoint Governor::earliest(Pace pace, TimePoint now) const {
  if (unlimited()) return now;
  auto at = bucket_.earliest(now, pace == Pace::bulk ? half * limit_.burst : top());
  at = std::max({at, pause_until_, bucket_.told_by(), rush_.earliest(now)});
  if (pace == Pace::now) return at;
  if (pace == Pace::patient) at = std::max(at, last_ + of_seconds(1 / limit_.rate));
  const double over = haste(now) + 1 - eagerness(now);
  return over <= 1e-6 ? at : std::max(at, now + of_seconds(over * gap(now)));
}

void Governor::sent(Pace pace, TimePoint now) {
  if (unlimited()) return;
  if (pace != Pace::now) {
    haste_ = haste(now) + 1;
    at_ = now;
  }
  rush_.take(now);
  last_ = now;
  bucket_.take(now);
  listen(now);
}

void Governor::listen(TimePoint now) {
  const bool shared = limit_.burst * for_others >= 1;  // a small bucket leaves no room for others to show in
  if (!shared || top() - bucket_.level(now) > edge) listened_ = now;
  if (now - listened_ < listen_every) return;
  listened_ = now;
  pause_until_ = now + of_seconds(listen_for / limit_.rate);
}

void Governor::not_sent(TimePoint now) {
  bucket_.put_back(now);
}

void Governor::refused(TimePoint now) {
  if (!unlimited()) bucket_.refused(now);
}

}  // namespace luabot::client
