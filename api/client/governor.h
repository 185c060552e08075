#pragma once
#include <cstddef>

#include "api/client/shared_bucket.h"

namespace luabot::client {

/// How eagerly a request goes out.
enum class Pace {
  now,      ///< nothing is gained by waiting: it cannot share a request, or fills one
  gather,   ///< at once while the bucket is low; the fuller it is, the longer it waits for company
  patient,  ///< as gather, and no sooner after the request before than the rate allows: company is to come
  poll,     ///< as gather, when PollPace lets it
  bulk,     ///< as gather, and only in the lower half of the bucket
};

/// When requests to a portal may go out: its bucket as far as it is ours, and how to make the most of it.
/// Waiting for company begins long before the bucket is full: of its lower half a third may go at once, then
/// the gaps grow until they are those of the rate. So a burst of many calls takes few requests, and a part of
/// the bucket stays for others who share it (8 %) and for requests that cannot wait.
///
/// At the edge for long, the governor pauses for a moment now and then and makes up for it. Whoever sends
/// just when there is room again keeps others from ever finding any, and learns nothing of them; in the pause
/// they show. Pure logic on the times it is given, which never go backwards.
class Governor {
 public:
  explicit Governor(Limit limit);

  [[nodiscard]] bool unlimited() const { return bucket_.unlimited(); }
  /// The first moment, `now` or later, at which a request may go out if nothing else happens.
  [[nodiscard]] TimePoint earliest(Pace pace, TimePoint now) const;
  /// Requests that may go out right now, with Pace::gather and at most.
  [[nodiscard]] std::size_t eager(TimePoint now) const;
  [[nodiscard]] std::size_t room(TimePoint now) const;

  void sent(Pace pace, TimePoint now);
  /// What was counted as sent has not left this machine.
  void not_sent(TimePoint now);
  /// The portal says that its bucket is full.
  void refused(TimePoint now);

  [[nodiscard]] double level(TimePoint now) const { return bucket_.level(now); }
  /// Requests a second that are ours.
  [[nodiscard]] double rate() const { return bucket_.left(); }
  [[nodiscard]] double others() const { return bucket_.others(); }

 private:
  [[nodiscard]] double top() const;
  [[nodiscard]] double eagerness(TimePoint now) const;
  [[nodiscard]] double gap(TimePoint now) const;
  [[nodiscard]] double haste(TimePoint now) const;
  void listen(TimePoint now);

  Limit limit_;
  SharedBucket bucket_;
  Bucket rush_;       // requests of a moment, too new for a refusal to be known
  double haste_ = 0;  // requests that went out lately: a small bucket of its own
  TimePoint at_{};
  TimePoint last_{};
  TimePoint listened_{};  // or not at the edge
  TimePoint pause_until_{};
};

}  // namespace luabot::client
