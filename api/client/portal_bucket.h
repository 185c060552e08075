#pragma once
#include <cstddef>
#include <cstdint>
#include <vector>

#include "api/base/loop.h"
#include "api/client/client.h"
#include "api/client/governor.h"
#include "api/client/poll_pace.h"

namespace luabot::client {

/// A client, as those see it that draw from the same bucket.
class Sharer {
 public:
  Sharer() = default;
  Sharer(const Sharer&) = delete;
  Sharer& operator=(const Sharer&) = delete;
  virtual ~Sharer() = default;

  /// Sends one request if one may go out now. Calls nobody back.
  virtual void take_turn() = 0;
  /// A request may be allowed sooner than it was said to be.
  virtual void look_again() = 0;

 private:
  friend class PortalBucket;
  std::vector<Pace> wants_;   // what waits for room or its turn
  std::uint64_t served_ = 0;  // when it sent last, in requests of all
};

/// The bucket of one portal and the clients that draw from it: of those that could send at a moment it is the
/// turn of the one whose last request is the longest ago. So each has the same share when all want more than
/// there is, and one alone has all of it. Lives on the loop's thread.
class PortalBucket {
 public:
  PortalBucket(Limit limit, TimePoint now) : limit_(limit), governor_(limit), poll_pace_(now) {}

  [[nodiscard]] const Limit& limit() const { return limit_; }
  [[nodiscard]] const Governor& governor() const { return governor_; }

  void join(Sharer& client);
  void leave(Sharer& client);
  [[nodiscard]] std::size_t sharers() const { return sharers_.size(); }
  /// How many of the others wait for room or their turn.
  [[nodiscard]] std::size_t others_waiting(const Sharer& client) const;

  /// The client begins to look for something to send: what it wanted before counts no longer.
  static void begin(Sharer& client) { client.wants_.clear(); }
  /// When the client's next request may go out if nothing else happens. Others whose turn it is send theirs
  /// before this returns.
  [[nodiscard]] TimePoint earliest(Sharer& client, Pace pace, TimePoint now);

  /// See Governor for these. What lets other clients send sooner makes them look again.
  void sent(Sharer& client, Pace pace, TimePoint now);
  void not_sent(Sharer& client, TimePoint now);
  void refused(Sharer& client, TimePoint now);
  /// Whether the next request is for events, whatever else waits.
  [[nodiscard]] bool poll_due(TimePoint now) const { return poll_pace_.due(governor_, now); }

  std::size_t sent_since_bulk = 0;  ///< requests since one began with a bulk call

 private:
  [[nodiscard]] TimePoint room(Pace pace, TimePoint now) const;
  [[nodiscard]] TimePoint wanted(const Sharer& client, TimePoint now) const;
  [[nodiscard]] std::vector<Sharer*> before(const Sharer& client) const;
  [[nodiscard]] bool has(const Sharer* client) const;
  void wake_others(const Sharer& client);

  Limit limit_;
  Governor governor_;
  PollPace poll_pace_;
  std::vector<Sharer*> sharers_;
  std::uint64_t requests_ = 0;
};

}  // namespace luabot::client
