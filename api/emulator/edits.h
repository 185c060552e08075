#pragma once
#include <string>
#include <string_view>
#include <vector>

#include "api/emulator/params.h"
#include "api/emulator/state.h"

namespace luabot::emulator {

/// Posts a message and tells everyone who hears of it: subscribers, and when a person has sent it the bots.
Message& publish(State& state, Chat& chat, Message draft);

/// Changes a message by the fields `message`, `attach`, `keyboard` ("N" or "" takes it away) and
/// `urlPreview`; what is not given stays. `by` is who does it, a bot or a person. Returns the code of a
/// refusal, and nothing has happened then; "" for a success.
[[nodiscard]] std::string edit_message(State& state, Message& message, const Params& fields, Id by);

/// Deletes a message with its files. It keeps its place unless `complete`, which removes it without a trace.
void delete_message(State& state, Message& message, bool complete, Id by);

/// Whether the name is one of the reactions that a portal knows: "like", "redHeart".
[[nodiscard]] bool is_reaction(std::string_view name);
/// Gives a reaction, which replaces another one of the same user, or takes it back. False, and nothing
/// happens, when it was given or absent already.
bool set_reaction(State& state, Message& message, const std::string& reaction, Id user, bool on);

struct ReadMark {
  Id last = 0;               ///< the last message that is read now, 0 for none
  Id counter = 0;            ///< messages of others that are still unread
  std::vector<Id> viewed{};  ///< messages of others that have been read just now
};
/// A member reads the chat up to that message; it never turns back what was read. 0 is the last message.
ReadMark read_chat(const State& state, Chat& chat, Member& member, Id up_to);
/// Messages of others behind what the member has read.
[[nodiscard]] Id unread_count(const State& state, const Chat& chat, const Member& member);

}  // namespace luabot::emulator
