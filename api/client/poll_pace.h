#pragma once
#include "api/base/loop.h"
#include "api/client/governor.h"

namespace luabot::client {

/// When a request for events may go out, so that no answer waits for it: at half of the rate while the bucket
/// is at most half full, or while there are no answers. Otherwise one request in `one_in` is for events, and
/// goes before the answers: without events no conversation goes on.
/// Pure logic on the times it is given, which never go backwards.
class PollPace {
 public:
  static constexpr double one_in = 16;

  explicit PollPace(TimePoint now) : begun_(now) {}

  /// The first moment, `now` or later, at which one may go out if nothing else happens.
  [[nodiscard]] TimePoint earliest(const Governor& governor, TimePoint now) const;
  /// Whether the next request is for events, whatever else waits.
  [[nodiscard]] bool due(const Governor& governor, TimePoint now) const;
  /// A request for events went out, or one for people.
  void sent(Pace pace, TimePoint now) { (pace == Pace::poll ? last_ : people_) = now; }

 private:
  [[nodiscard]] TimePoint due_at(const Governor& governor) const;

  TimePoint begun_;
  TimePoint last_ = TimePoint::min();
  TimePoint people_ = TimePoint::min();
};

}  // namespace luabot::client
