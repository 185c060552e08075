#pragma once
#include <chrono>

#include "api/base/loop.h"

namespace luabot {

/// How often a bot asks its portal for events: `min` while a conversation goes on, up to `max` when idle. In
/// between it is an eighth of the time since the last sign of a conversation, an event or a message of the
/// bot's.
struct Polling {
  Duration min = std::chrono::seconds(2);
  Duration max = std::chrono::seconds(15);
  int page = 1000;  ///< events a call, the documented most
};

}  // namespace luabot
