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
constexpr Seconds listen_every{20};
constexpr double listen_for = 2;  // requests of the rate

Duration of_seconds(double seconds) {
  return std::chrono::ceil<Duration>(Seconds(seconds));
}

}  // namespace

Governor::Governor(Limit limit) : limit_(limit), bucket_(limit), rest_(limit) {}

/// The level that our requests stay below.
double Governor::top() const {
  return rest_.trying() ? limit_.burst : limit_.burst - std::floor(limit_.burst * for_others);
}

/// How many may go out in a row without a gap.
double Governor::eagerness(TimePoint now) const {
  return std::max(1.0, (half * limit_.burst - bucket_.level(now)) * eager_part);
}

/// Seconds between two requests.
double Governor::gap(TimePoint now) const {
  const double longest = 1 / rest_.left();
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
  at = std::max(at, pause_until_);
  if (pace == Pace::now) return at;
  if (pace == Pace::poll) at = std::max(at, last_poll_ + of_seconds(2 / limit_.rate));
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
  last_ = now;
  if (pace == Pace::poll) last_poll_ = now;
  bucket_.take(now);
  listen(now);
  rest_.sent(now, bucket_.level(now));
  bucket_.leak_at(rest_.left(), now);
}

void Governor::listen(TimePoint now) {
  const double left = top() - bucket_.level(now);
  const bool shared = limit_.burst * for_others >= 1;  // a small bucket leaves no room for others to show in
  const bool trying = rest_.trying();
  if (!shared || left > edge || (rest_.others() > 0 && !trying)) listened_ = now;
  if (trying ? left >= 1 : now - listened_ < listen_every) return;
  listened_ = now;
  pause_until_ = now + of_seconds(listen_for / limit_.rate);
}

void Governor::not_sent(TimePoint now) {
  bucket_.put_back(now);
}

void Governor::refused(TimePoint now, double level) {
  if (unlimited()) return;
  rest_.refused(now, level);
  bucket_.leak_at(rest_.left(), now);
  bucket_.fill(now);
}

}  // namespace luabot::client
