#pragma once
#include <functional>
#include <string>

#include "api/emulator/json_writer.h"
#include "api/emulator/state.h"

namespace luabot::emulator {

/// Writes the fields of an event that are its own: `"messageId": 5`.
using EventFields = std::function<void(JsonWriter&)>;

/// The data of a bot's event: `{"bot": …, <fields>, "chat": …, "user": …, "language": …}`. `user` is who has
/// caused it.
[[nodiscard]] std::string bot_event_data(const State& state, const Bot& bot, const Chat& chat, Id user,
                                         const EventFields& fields);
/// The same for the person who has subscribed, without the bot.
[[nodiscard]] std::string user_event_data(const State& state, Id viewer, const Chat& chat, Id user,
                                          const EventFields& fields);

}  // namespace luabot::emulator
