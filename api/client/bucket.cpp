#include "api/client/bucket.h"

#include <algorithm>
#include <chrono>
#include <cmath>

namespace luabot::client {
namespace {

using Seconds = std::chrono::duration<double>;

// A request that waited goes out this much late, so that the portal sees room for it even when it travels
// faster than the ones before it. This is a reserve and costs no throughput: the rate stays the same.
constexpr Duration slack = std::chrono::milliseconds(50);

// Far below any difference that matters, far above what rounding leaves.
constexpr double rounding = 1e-6;

}  // namespace

bool Bucket::unlimited() const {
  return std::isinf(limit_.burst) || std::isinf(limit_.rate);
}

double Bucket::level(TimePoint now) const {
  const double leaked = Seconds(now - at_).count() * limit_.rate;
  return std::max(0.0, level_ - leaked);
}

TimePoint Bucket::earliest(TimePoint now, double top) const {
  if (unlimited()) return now;
  const double excess = level_ + 1 - std::max(1.0, top);
  if (excess <= rounding) return now;
  const auto wait = std::chrono::ceil<Duration>(Seconds(excess / limit_.rate));
  return std::max(now, at_ + wait + slack);
}

void Bucket::take(TimePoint now) {
  if (unlimited()) return;
  level_ = level(now) + 1;
  at_ = now;
}

void Bucket::put_back(TimePoint now) {
  if (unlimited()) return;
  level_ = level(now) - 1;
  at_ = now;
}

void Bucket::fill(TimePoint now) {
  if (unlimited()) return;
  level_ = limit_.burst;
  at_ = now;
}

}  // namespace luabot::client
