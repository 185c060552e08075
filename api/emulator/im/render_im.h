#pragma once
#include "api/emulator/render.h"

namespace luabot::emulator {

/// How much of a chat is shown: the older `im.*` methods differ in it.
enum class Detail {
  brief,   ///< im.search.last.get
  recent,  ///< im.recent.get, im.recent.list
  found,   ///< im.search.chat.list
  dialog,  ///< im.dialog.get
};

/// A chat with snake_case names.
void write_chat_snake(JsonWriter& to, const State& state, const Chat& chat, Id viewer, Detail detail);

/// `{"url": …, "color": …}`
void write_avatar(JsonWriter& to, std::string_view url, std::string_view color);

/// A message and a user as im.dialog.messages.search shows them: in camelCase, with more than usual.
void write_message_found(JsonWriter& to, const State& state, const Chat& chat, const Message& message,
                         Id viewer);
void write_user_found(JsonWriter& to, State& state, const User& user);

/// The files of the messages, as the list "files".
void write_files(JsonWriter& to, const State& state, const std::vector<Id>& messages);

/// The name under which a viewer sees a chat: that of the other person in a private dialog.
[[nodiscard]] std::string title_of(const State& state, const Chat& chat, Id viewer);
/// The other one of a private dialog; null for a group chat.
[[nodiscard]] const User* counterpart(const State& state, const Chat& chat, Id viewer);

}  // namespace luabot::emulator
