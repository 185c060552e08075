#pragma once
#include <algorithm>
#include <cmath>

#include "api/base/loop.h"

namespace luabot::client {

/// How long to wait after the n-th failure in a row (from 1): capped exponential backoff with full jitter, so
/// that calls which failed together do not come back together. `dice` is random, from 0 up to 1.
[[nodiscard]] inline Duration backoff(int failures, double dice) {
  constexpr std::chrono::duration<double> base = std::chrono::milliseconds(200);
  constexpr std::chrono::duration<double> cap = std::chrono::seconds(10);
  const auto ceiling = std::min(cap, base * std::pow(2.0, std::clamp(failures - 1, 0, 30)));
  return std::chrono::duration_cast<Duration>(ceiling * dice);
}

}  // namespace luabot::client
