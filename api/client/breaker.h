#pragma once
#include <cstddef>

#include "api/base/loop.h"

namespace luabot::client {

/// Whether a portal answers at all. Some failures in a row that say nothing of a single call (connections
/// refused, gateways' pages, no answers) open it: then nothing goes out but one probe at a time, after pauses
/// that grow up to 0.75 s, until an answer comes: so the bucket empties meanwhile, even should it count them.
/// After that requests begin with few at once, and each answer allows one more, so that a portal which has
/// just come back is not run over.
/// Pure logic on the times it is given.
class Breaker {
 public:
  static constexpr int failures_to_open = 5;
  static constexpr std::size_t first_after = 4;

  explicit Breaker(std::size_t most) : most_(most), allowed_(most) {}

  /// The portal answered, whatever it said.
  void answered();
  /// A request ended without an answer of the portal's. True when that opened the breaker.
  bool failed(TimePoint now);
  [[nodiscard]] bool open() const { return open_; }
  /// When the next probe may go out, while it is open.
  [[nodiscard]] TimePoint probe_at() const { return probe_at_; }
  /// Requests that may be under way at once, while it is not.
  [[nodiscard]] std::size_t allowed() const { return allowed_; }

 private:
  std::size_t most_;
  std::size_t allowed_;
  int failures_ = 0;
  bool open_ = false;
  Duration pause_{};
  TimePoint probe_at_{};
};

}  // namespace luabot::client
