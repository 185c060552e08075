#pragma once
#include "api/emulator/json_writer.h"
#include "api/emulator/state.h"

namespace luabot::emulator {

/// Where an entity is shown: the documentation leaves some fields out of events.
enum class Place { answer, event };

/// Each writes one documented entity as a value.
void write_user(JsonWriter& to, const State& state, const User& user, Place place);
/// The fields of the same, inside an object that the caller opens and closes.
void write_user_fields(JsonWriter& to, const State& state, const User& user, Place place);
/// The same user as the older `im.*` methods show it.
void write_user_snake(JsonWriter& to, State& state, const User& user);
/// `{"code": …}` of a user that is a bot, else null.
void write_bot_data(JsonWriter& to, State& state, const User& user);
void write_bot(JsonWriter& to, const State& state, const Bot& bot, bool for_owner);
void write_chat(JsonWriter& to, const State& state, const Chat& chat, Id viewer, Place place);
void write_message(JsonWriter& to, const State& state, const Chat& chat, const Message& message, Id viewer,
                   Place place);
/// The fields of the same, inside an object that the caller opens and closes.
void write_message_fields(JsonWriter& to, const State& state, const Chat& chat, const Message& message,
                          Id viewer, Place place);
void write_message_snake(JsonWriter& to, const State& state, const Chat& chat, const Message& message,
                         Id viewer);
void write_command(JsonWriter& to, const State& state, const Command& command);

}  // namespace luabot::emulator
