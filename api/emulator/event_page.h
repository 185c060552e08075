#pragma once
#include <deque>
#include <optional>
#include <string>
#include <vector>

#include "api/emulator/params.h"
#include "api/emulator/state.h"

namespace luabot::emulator {

using EventQueues = std::vector<std::deque<Event>*>;

/// The result of a method that fetches events by the parameters `offset` and `limit`: what is below the
/// offset, or older than a day, is dropped from the queues; the page comes from all of them, in the order of
/// the events' ids.
[[nodiscard]] std::string event_page(const State& state, const Params& params, const EventQueues& queues);

}  // namespace luabot::emulator
