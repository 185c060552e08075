#pragma once
#include <string_view>

#include "api/emulator/state.h"
#include "api/emulator/text.h"

namespace luabot::emulator {

/// A fetched event lives for a day.
constexpr std::int64_t event_life_ms = 24LL * 60 * 60 * 1000;

/// Tells the bots that may see it of a person's message: a registered slash command in it becomes
/// ONIMBOTV2COMMANDADD, any other message ONIMBOTV2MESSAGEADD.
void deliver_message(State& state, const Chat& chat, const Message& message);

/// Tells a bot that it has come into a chat.
void deliver_join(State& state, Bot& bot, const Chat& chat, Id by);

/// Tells a bot that a command was given. `context` is "textarea", "keyboard" or "menu".
void deliver_command(State& state, const Command& command, const Typed& typed, std::string_view context,
                     const Chat& chat, const Message& message, Id by);

/// Queues an event, unless the bot wants its events pushed. Returns its id, 0 when it was not queued.
Id enqueue(State& state, Bot& bot, std::string_view type, std::string data);

/// Drops the events that have outlived their day.
void expire_events(const State& state, Bot& bot);

}  // namespace luabot::emulator
