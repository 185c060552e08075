#include <algorithm>

#include "api/emulator/delivery.h"
#include "api/emulator/edits.h"
#include "api/emulator/im/asked.h"
#include "api/emulator/im/draft.h"
#include "api/emulator/membership.h"
#include "api/emulator/methods_im.h"
#include "api/emulator/text.h"

namespace luabot::emulator {
namespace {

/// The dialog that a message is for. Null with the reason in `error`.
Chat* addressed(const Call& call, Reply& error) {
  const auto dialog = call.params.text("dialogId");
  const bool group = dialog.rfind("chat", 0) == 0 || dialog.rfind("sg", 0) == 0;
  auto* chat = dialog_or_group(call.state, viewer(call), dialog);
  if (chat == nullptr) {
    const auto letters = group ? dialog.find_first_not_of("chatsg") : 0;
    const auto id = integer_of(Json(dialog.substr(std::min(letters, dialog.size()))));
    if (id.value_or(0) <= 0) {
      error = refuse(group ? "CHAT_ID" : id ? "USER_ID_EMPTY" : "PARAMS_ERROR");
    } else {
      error = refuse(group || *id == viewer(call) ? "ACCESS_ERROR" : "USER_NOT_FOUND");
    }
    return nullptr;
  }
  const bool may =
      chat->member(viewer(call)) != nullptr && (chat->text_field || administers(*chat, viewer(call)));
  if (may) return chat;
  error = refuse("ACCESS_ERROR");
  return nullptr;
}

/// A message that the caller may change: its own. Null with the reason in `error`.
Message* own_message(const Call& call, Reply& error) {
  auto* message = seen_message(call);
  if (message == nullptr) {
    error = refuse("MESSAGE_ID_ERROR");
  } else if (message->sender_id != viewer(call)) {
    error = refuse("CANT_EDIT_MESSAGE");
    message = nullptr;
  }
  return message;
}

}  // namespace

Reply im_message_add(Call& call) {
  Reply error;
  auto* chat = addressed(call, error);
  if (chat == nullptr) return error;
  auto draft = draft_of(call, *chat);
  if (!draft.error.empty()) return refuse(draft.error);
  return {.result = std::to_string(publish(call.state, *chat, std::move(draft.message)).id)};
}

Reply im_message_update(Call& call) {
  Reply error;
  auto* message = own_message(call, error);
  if (message == nullptr) return error;
  if (const auto code = decoration_error(call.params, "menu_ERROR"); !code.empty()) return refuse(code);
  if (call.params.find("message") != nullptr && stored_text(call.params.text("message")).empty()) {
    delete_message(call.state, *message, false, viewer(call));
    return {.result = "true"};
  }
  store_menu(*message, call.params);
  const auto code = edit_message(call.state, *message, call.params, viewer(call));
  if (!code.empty()) return refuse(code);
  if (!call.params.flag("isEdited", true)) unmark_edited(*message);
  return {.result = "true"};
}

Reply im_message_delete(Call& call) {
  Reply error;
  auto* message = own_message(call, error);
  if (message == nullptr) return error;
  delete_message(call.state, *message, false, viewer(call));
  return {.result = "true"};
}

Reply im_message_like(Call& call) {
  auto* message = seen_message(call);
  if (message == nullptr) return refuse("MESSAGE_ID_ERROR");
  const auto action = call.params.text("action");
  bool done = false;
  if (action != "minus") done = set_reaction(call.state, *message, "like", viewer(call), true);
  if (!done && action != "plus") done = set_reaction(call.state, *message, "like", viewer(call), false);
  return done ? Reply{.result = "true"} : refuse("WITHOUT_CHANGES");
}

Reply im_message_command(Call& call) {
  const auto* message = seen_message(call);
  if (message == nullptr) return refuse("MESSAGE_ID_ERROR");
  const Id bot = call.params.integer("botId").value_or(0);
  if (call.state.find_bot(bot) == nullptr) return refuse("BOT_ID_ERROR");
  auto name = call.params.text("command");
  if (!name.empty() && name.front() != '/') name.insert(0, "/");
  for (const auto& [id, command] : call.state.commands) {
    if (command.bot != bot || command.name != name) continue;
    deliver_command(call.state, command, {name, call.params.text("commandParams")}, "keyboard",
                    *call.state.find_chat(message->chat_id), *message, viewer(call));
    return {.result = "true"};
  }
  return refuse("COMMAND_ERROR");
}

Reply im_message_share(Call& call) {
  const auto* message = seen_message(call);
  if (message == nullptr) return refuse("MESSAGE_ID_ERROR");
  Reply error;
  const auto* from = chat_by_dialog(call, error);
  if (from == nullptr) return error;
  const auto type = call.params.text("type");
  if (type != "CHAT" && type != "TASK" && type != "POST" && type != "CALEND") return refuse("PARAMS_ERROR");
  // Tasks, posts and meetings are not the chats' to keep.
  if (type != "CHAT") return {.result = "true"};
  std::vector<Id> members;
  for (const auto& member : from->members) members.push_back(member.user);
  Message first;
  first.author_id = first.sender_id = viewer(call);
  first.text = message->text;
  auto& chat = call.state.add_chat(ChatKind::group, viewer(call));
  chat.name = "Chat " + std::to_string(chat.id);
  join_chat(call.state, chat, viewer(call), viewer(call));
  for (const Id member : members) join_chat(call.state, chat, member, viewer(call));
  publish(call.state, chat, std::move(first));
  return {.result = "true"};
}

}  // namespace luabot::emulator
