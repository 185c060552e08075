#pragma once
#include <optional>
#include <vector>

#include "api/base/loop.h"
#include "api/client/bucket.h"

namespace luabot::client {

/// The portal's bucket when others may draw from it too: applications behind the same IP address share it,
/// and nothing tells of them but that a request of ours is refused.
///
/// So there is one mirror of the bucket for each rate at which others may draw, with a weight: how likely it
/// is. A refusal speaks for the mirrors that are just full, a request that goes through against those that
/// are more than full. What is done next goes by the mirror at or below which most of the weight lies; at
/// first that is the one without others. As time passes, weight returns to where it was at first, since
/// others come and go. So more and more is tried than is believed to be left, until either a refusal restores
/// the belief, which then lasts longer, or enough requests went through to show that all is ours again.
/// Pure logic on the times it is given, which never go backwards.
class SharedBucket {
 public:
  /// Refusals come at once, answers take their time: nothing heard for so long, and a request went through.
  static constexpr Duration told_within = std::chrono::milliseconds(400);

  explicit SharedBucket(Limit limit);

  /// Whether the portal has no limit that we know of.
  [[nodiscard]] bool unlimited() const { return mirrors_.front().bucket.unlimited(); }
  /// The first moment, `now` or later, at which a request keeps the level at `top` or below.
  [[nodiscard]] TimePoint earliest(TimePoint now, double top) const;
  /// When the next request may go out, if a refusal of the last one is to be known before: at once, unless
  /// one is to be reckoned with.
  [[nodiscard]] TimePoint told_by() const { return risky_ ? sent_at_ + told_within : sent_at_; }
  /// Requests in the bucket.
  [[nodiscard]] double level(TimePoint now) const { return believed().bucket.level(now); }
  /// Requests a second that others draw.
  [[nodiscard]] double others() const { return believed().others; }
  /// Requests a second that are ours.
  [[nodiscard]] double left() const { return limit_.rate - others(); }

  /// Counts a request that goes out now.
  void take(TimePoint now);
  /// Forgets one request that was counted and then did not leave this machine.
  void put_back(TimePoint now);
  /// The portal refused a request for its bucket being full.
  void refused(TimePoint now);

 private:
  /// The bucket as it is when others draw so much.
  struct Mirror {
    double others = 0;
    double weight = 0;
    Bucket bucket;
    TimePoint since{};  ///< the level was known, since the bucket was full or empty
    double peak = 0;    ///< the level with the last request
    double free = 1;    ///< how likely it is that no request since then was refused
    [[nodiscard]] double spread(TimePoint now) const;
  };
  [[nodiscard]] const Mirror& believed() const { return mirrors_[believed_]; }
  [[nodiscard]] double risk(TimePoint now) const;
  void went_through();
  void forget(TimePoint now);
  void believe(TimePoint now);

  Limit limit_;
  std::vector<Mirror> mirrors_;
  std::size_t believed_ = 0;
  Duration memory_;
  TimePoint weighed_at_{};
  TimePoint sent_at_{};
  std::optional<TimePoint> refused_at_;
  bool asked_ = false;  ///< a request is out of which nothing was heard
  bool risky_ = false;  ///< to send one more
};

}  // namespace luabot::client
