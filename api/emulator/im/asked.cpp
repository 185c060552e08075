#include "api/emulator/im/asked.h"

#include <algorithm>

namespace luabot::emulator {
namespace {

Chat* own(Chat* chat, Id viewer, Reply& error) {
  if (chat != nullptr && chat->member(viewer) != nullptr) return chat;
  error = refuse("ACCESS_ERROR");
  return nullptr;
}

Chat* workgroup_chat(State& state, std::string_view group) {
  for (auto& [id, chat] : state.chats) {
    if (chat.entity_type == "SONET_GROUP" && chat.entity_id == group) return &chat;
  }
  return nullptr;
}

}  // namespace

Id viewer(const Call& call) {
  return call.state.options.user;
}

Chat* dialog_or_group(State& state, Id viewer, std::string_view dialog_id) {
  if (dialog_id.substr(0, 2) == "sg") return workgroup_chat(state, dialog_id.substr(2));
  return state.dialog(viewer, dialog_id);
}

Chat* chat_by_id(const Call& call, Reply& error) {
  const Id id = call.params.integer("chatId").value_or(0);
  if (id > 0) return own(call.state.find_chat(id), viewer(call), error);
  error = refuse("CHAT_ID_EMPTY");
  return nullptr;
}

Chat* chat_by_dialog(const Call& call, Reply& error) {
  const auto dialog_id = call.params.text("dialogId");
  if (!dialog_id.empty())
    return own(dialog_or_group(call.state, viewer(call), dialog_id), viewer(call), error);
  error = refuse("DIALOG_ID_EMPTY");
  return nullptr;
}

Chat* chat_by_either(const Call& call, Reply& error) {
  return call.params.has("dialogId") ? chat_by_dialog(call, error) : chat_by_id(call, error);
}

Message* seen_message(const Call& call) {
  auto* message = call.state.find_message(call.params.integer("messageId").value_or(0));
  if (message == nullptr || message->deleted) return nullptr;
  const auto* chat = call.state.find_chat(message->chat_id);
  return chat != nullptr && chat->member(viewer(call)) != nullptr ? message : nullptr;
}

Page page_of(const Call& call, Id usual, Id most) {
  const auto limit = std::clamp<Id>(call.params.integer("limit").value_or(usual), 1, most);
  const auto offset = std::max<Id>(call.params.integer("offset").value_or(0), 0);
  return {static_cast<std::size_t>(offset), static_cast<std::size_t>(limit)};
}

}  // namespace luabot::emulator
