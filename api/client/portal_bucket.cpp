#include "api/client/portal_bucket.h"

#include <algorithm>

namespace luabot::client {

void PortalBucket::join(Sharer& client) {
  client.wants_.clear();
  sharers_.push_back(&client);
}

void PortalBucket::leave(Sharer& client) {
  std::erase(sharers_, &client);
}

std::size_t PortalBucket::others_waiting(const Sharer& client) const {
  return static_cast<std::size_t>(std::count_if(sharers_.begin(), sharers_.end(), [&](const Sharer* one) {
    return one != &client && !one->wants_.empty();
  }));
}

TimePoint PortalBucket::earliest(Sharer& client, Pace pace, TimePoint now) {
  client.wants_.push_back(pace);
  auto at = room(pace, now);
  if (at > now || governor_.unlimited()) return at;
  for (Sharer* other : before(client)) {
    if (!has(other)) continue;  // one before it has shown it another bucket
    if (wanted(*other, now) > now) continue;
    other->take_turn();
    at = room(pace, now);
    if (at > now) return at;
  }
  return at;
}

/// When there is room, whosever turn it is.
TimePoint PortalBucket::room(Pace pace, TimePoint now) const {
  return pace == Pace::poll ? poll_pace_.earliest(governor_, now) : governor_.earliest(pace, now);
}

TimePoint PortalBucket::wanted(const Sharer& client, TimePoint now) const {
  auto first = TimePoint::max();
  for (const Pace pace : client.wants_) first = std::min(first, room(pace, now));
  return first;
}

/// Those whose last request is longer ago, the longest first.
std::vector<Sharer*> PortalBucket::before(const Sharer& client) const {
  std::vector<Sharer*> found;
  for (Sharer* one : sharers_)
    if (one != &client && one->served_ < client.served_ && !one->wants_.empty()) found.push_back(one);
  std::sort(found.begin(), found.end(),
            [](const Sharer* a, const Sharer* b) { return a->served_ < b->served_; });
  return found;
}

bool PortalBucket::has(const Sharer* client) const {
  return std::find(sharers_.begin(), sharers_.end(), client) != sharers_.end();
}

void PortalBucket::sent(Sharer& client, Pace pace, TimePoint now) {
  client.served_ = ++requests_;
  governor_.sent(pace, now);
  poll_pace_.sent(pace, now);
}

void PortalBucket::not_sent(Sharer& client, TimePoint now) {
  governor_.not_sent(now);
  wake_others(client);
}

void PortalBucket::refused(Sharer& client, TimePoint now) {
  governor_.refused(now);
  wake_others(client);
}

void PortalBucket::wake_others(const Sharer& client) {
  for (Sharer* one : sharers_)
    if (one != &client) one->look_again();
}

}  // namespace luabot::client
