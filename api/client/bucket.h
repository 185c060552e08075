#pragma once
#include "api/base/loop.h"
#include "api/client/client.h"

namespace luabot::client {

/// A mirror of the portal's leaky bucket: each request adds one, `rate` a second leak away, and a request
/// that would rise above `burst` is refused there. Pure logic on the times it is given, which never go
/// backwards.
class Bucket {
 public:
  explicit Bucket(Limit limit) : limit_(limit) {}

  /// The first moment, `now` or later, at which one more request is allowed.
  [[nodiscard]] TimePoint earliest(TimePoint now) const { return earliest(now, limit_.burst); }
  /// The same for who leaves room: the level stays at `top`, at least 1, or below.
  [[nodiscard]] TimePoint earliest(TimePoint now, double top) const;
  /// Counts a request that goes out now.
  void take(TimePoint now);
  /// Forgets one request that was counted and then did not leave this machine.
  void put_back(TimePoint now);
  /// The portal says that its bucket is full: others draw from it too.
  void fill(TimePoint now);
  /// Requests in the bucket.
  [[nodiscard]] double level(TimePoint now) const;
  /// Whether the portal has no limit that we know of.
  [[nodiscard]] bool unlimited() const;

 private:
  Limit limit_;
  double level_ = 0;
  TimePoint at_{};
};

}  // namespace luabot::client
