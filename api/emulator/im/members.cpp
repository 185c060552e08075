#include "api/emulator/im/asked.h"
#include "api/emulator/membership.h"
#include "api/emulator/methods_im.h"

namespace luabot::emulator {
namespace {

/// The chat of all employees, which nobody is asked into and nobody leaves.
bool fixed(const Chat& chat) {
  return chat.entity_type == "ANNOUNCEMENT";
}

/// A chat that one may come into and leave; a private dialog is none.
Chat* group_chat(const Call& call, Reply& error) {
  auto* chat = chat_by_id(call, error);
  if (chat == nullptr || chat->kind != ChatKind::dialog) return chat;
  error = refuse("ACCESS_ERROR");
  return nullptr;
}

}  // namespace

Reply im_chat_user_add(Call& call) {
  Reply error;
  auto* chat = group_chat(call, error);
  if (chat == nullptr) return error;
  if (fixed(*chat)) return refuse("ACCESS_DENIED_EXTEND");
  // HIDE_HISTORY changes nothing here: only the webhook's user reads through these methods.
  const auto* users = call.params.find("users");
  if (users != nullptr && users->is_structured()) {
    for (const auto& item : *users) {
      const Id user = integer_of(item).value_or(0);
      if (call.state.find_user(user) != nullptr) join_chat(call.state, *chat, user, viewer(call));
    }
  }
  return {.result = "true"};
}

Reply im_chat_user_delete(Call& call) {
  Reply error;
  auto* chat = group_chat(call, error);
  if (chat == nullptr) return error;
  const Id user = call.params.integer("userId").value_or(0);
  if (user <= 0) return refuse("USER_ID_EMPTY");
  if (chat->member(user) == nullptr) return refuse("USER_NOT_FOUND");
  const bool may = user == viewer(call) || (administers(*chat, viewer(call)) && chat->owner != user);
  if (fixed(*chat) || !may) return refuse("ACCESS_DENIED_KICK");
  leave_chat(*chat, user);
  return {.result = "true"};
}

Reply im_chat_user_list(Call& call) {
  Reply reply;
  const auto* chat = chat_by_id(call, reply);
  if (chat == nullptr) return reply;
  JsonWriter to(reply.result);
  to.open_array();
  for (const auto& member : chat->members) to.num(member.user);
  to.close_array();
  return reply;
}

Reply im_chat_leave(Call& call) {
  Reply error;
  auto* chat = group_chat(call, error);
  if (chat == nullptr) return error;
  if (fixed(*chat)) return refuse("ACCESS_DENIED_KICK");
  leave_chat(*chat, viewer(call));
  return {.result = "true"};
}

Reply im_chat_mute(Call& call) {
  Reply error;
  auto* chat = chat_by_either(call, error);
  if (chat == nullptr) return error;
  chat->member(viewer(call))->muted = call.params.flag("mute", true);
  return {.result = "true"};
}

Reply im_chat_set_owner(Call& call) {
  Reply error;
  auto* chat = chat_by_either(call, error);
  if (chat == nullptr) return error;
  const Id user = call.params.integer("userId").value_or(0);
  if (user <= 0) return refuse("USER_ID_EMPTY");
  const bool may = chat->kind != ChatKind::dialog && chat->owner == viewer(call);
  if (!may || chat->member(user) == nullptr) return refuse("WRONG_REQUEST");
  set_owner(*chat, user);
  return {.result = "true"};
}

}  // namespace luabot::emulator
