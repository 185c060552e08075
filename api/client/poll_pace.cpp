#include "api/client/poll_pace.h"

#include <algorithm>
#include <chrono>

namespace luabot::client {
namespace {

constexpr double at_best = 2;  // requests of the rate, from one to the next
constexpr double quiet = 4;    // requests of the rate without one for people

/// The time in which so many requests may go out.
Duration time_of(double requests, const Governor& governor) {
  return std::chrono::ceil<Duration>(std::chrono::duration<double>(requests / governor.rate()));
}

}  // namespace

TimePoint PollPace::due_at(const Governor& governor) const {
  return std::max(begun_, last_) + time_of(one_in, governor);
}

bool PollPace::due(const Governor& governor, TimePoint now) const {
  return !governor.unlimited() && due_at(governor) <= now;
}

TimePoint PollPace::earliest(const Governor& governor, TimePoint now) const {
  if (governor.unlimited()) return now;
  const auto room = std::min(people_ + time_of(quiet, governor), governor.earliest(Pace::bulk, now));
  const auto spaced =
      std::max({governor.earliest(Pace::gather, now), last_ + time_of(at_best, governor), room});
  return std::min(spaced, std::max(due_at(governor), governor.earliest(Pace::gather, now)));
}

}  // namespace luabot::client
