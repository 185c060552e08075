#pragma once
#include <cstdint>
#include <deque>
#include <functional>
#include <memory>
#include <string>
#include <string_view>

#include "api/emulator/entities.h"

namespace luabot::emulator {

struct State;

/// An event that is posted to a bot's webhookUrl: once, whatever the answer.
struct Push {
  Id number = 0;  ///< the event's
  Id bot = 0;
  std::int64_t date_ms = 0;
  std::string type{};
  std::string url{};
  std::string body{};   ///< as posted
  int status = 0;       ///< of the answer; 0: none yet, or none at all
  std::string error{};  ///< why there was none
};

struct Pushes {
  using Records = std::deque<Push>;
  /// Oldest first; the oldest are forgotten. Shared with the answers that are still to come.
  std::shared_ptr<Records> records = std::make_shared<Records>();
  /// Posts; without one, events are recorded and go nowhere. `answered` may be called later, once.
  using Answered = std::function<void(int status, std::string error)>;
  std::function<void(const Push&, Answered answered)> send{};
};

/// What is posted: PHP's http_build_query of the event, in which every scalar is a string, null an empty one,
/// and empty maps are left out (Bitrix24 documentation, chat bots 2.0, events).
[[nodiscard]] std::string push_body(const State& state, const Bot& bot, std::string_view type,
                                    std::string_view data);

/// Posts an event to the bot. Returns its id.
Id push(State& state, const Bot& bot, std::string_view type, std::string_view data);

}  // namespace luabot::emulator
