#pragma once
#include <string>
#include <string_view>

#include "api/emulator/state.h"
#include "api/emulator/text.h"

namespace luabot::emulator {

/// A fetched event lives for a day.
constexpr std::int64_t event_life_ms = 24LL * 60 * 60 * 1000;

/// Tells the bots that may see it of a person's message: a registered slash command in it becomes
/// ONIMBOTV2COMMANDADD, any other message ONIMBOTV2MESSAGEADD. Subscribers get ONIMV2MESSAGEADD, of a bot's
/// messages too.
void deliver_message(State& state, const Chat& chat, const Message& message);
/// The same of a message that has been edited, or is about to be deleted.
void deliver_update(State& state, const Chat& chat, const Message& message, Id by);
void deliver_delete(State& state, const Chat& chat, const Message& message, Id by);
/// Tells those who see the message and the bot that has written it. `action` is "add" or "delete".
void deliver_reaction(State& state, const Chat& chat, const Message& message, std::string_view reaction,
                      std::string_view action, Id by);

/// Tells a bot or a subscriber that they have come into a chat, unless they have brought themselves.
void deliver_join(State& state, const Chat& chat, Id user, Id by);

/// Tells a bot that a command was given. `context` is "textarea", "keyboard" or "menu".
void deliver_command(State& state, const Command& command, const Typed& typed, std::string_view context,
                     const Chat& chat, const Message& message, Id by);

/// Tells a bot with what a person has opened its dialog. `context` is JSON text.
void deliver_context(State& state, Bot& bot, const Chat& chat, std::string_view context, Id by);

/// Tells a bot that it is no more: its last event.
void deliver_farewell(State& state, Bot& bot);

/// Queues an event, or posts it to a bot that wants its events pushed. Returns its id.
Id enqueue(State& state, Bot& bot, std::string_view type, std::string data);

/// Drops the events that have outlived their day.
void expire_events(const State& state, std::deque<Event>& events);

}  // namespace luabot::emulator
