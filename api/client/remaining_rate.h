#pragma once
#include "api/base/loop.h"
#include "api/client/client.h"

namespace luabot::client {

/// How much of the bucket's rate others draw (applications behind the same IP address share the bucket, and
/// nothing tells of them), learned from refusals. A refusal shows that the bucket is full: what our own
/// requests do not explain came from others, over the time since the level was last known. A draw too quick
/// for the rate was a burst and says nothing of what is to come.
///
/// That they have stopped shows only in requests beyond what is believed to be left. Those are tried seldom,
/// since each try that fails is a refusal, and of those there are to be fewer than one in a hundred requests:
/// after `first_try` requests, then after twice as many as before. A success means that the full rate is ours
/// again.
/// Pure logic on the times it is given.
class RemainingRate {
 public:
  static constexpr int first_try = 150;
  static constexpr int last_try = 600;

  explicit RemainingRate(Limit limit) : limit_(limit) {}

  /// The portal refused a request for its bucket being full, that made ours rise to `level`.
  void refused(TimePoint now, double level);
  /// A request goes out; the level is what it makes it.
  void sent(TimePoint now, double level);
  /// Requests a second that are ours.
  [[nodiscard]] double left() const;
  /// What others draw, as far as is known.
  [[nodiscard]] double others() const { return others_; }
  /// Whether more is being drawn than is believed to be left, to see if it is.
  [[nodiscard]] bool trying() const { return trying_; }

 private:
  void learn(double missing, double seconds);
  [[nodiscard]] double shadow(TimePoint now) const;
  [[nodiscard]] double believed(TimePoint now, double level) const;

  Limit limit_;
  double others_ = 0;
  TimePoint since_{};     // the level was known, or the bucket empty
  bool refused_ = false;  // ever
  bool trying_ = false;
  int pause_ = first_try;  // requests between two tries
  int sent_ = 0;           // since the last refusal
  double shadow_ = 0;      // while trying: what the level would be if others drew on
  TimePoint shadow_at_{};
};

}  // namespace luabot::client
