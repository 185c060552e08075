#include <algorithm>
#include <map>

#include "api/emulator/im/asked.h"
#include "api/emulator/im/render_im.h"
#include "api/emulator/methods_im.h"
#include "api/emulator/text.h"

namespace luabot::emulator {
namespace {

constexpr std::size_t shortest = 2;  // characters of what is looked for

bool too_short(std::string_view utf8) {
  std::size_t characters = 0;
  for (const char c : utf8) characters += (static_cast<unsigned char>(c) & 0xC0) != 0x80 ? 1 : 0;
  return characters < shortest;
}

bool holds(std::string_view text, std::string_view wanted) {
  return lower(text).find(lower(wanted)) != std::string::npos;
}

bool found_user(const User& user, std::string_view wanted) {
  return user.active && (holds(user.name(), wanted) || holds(user.work_position, wanted));
}

/// The part of a list that OFFSET and LIMIT ask for; `total` and `next` go into the reply.
template <class Item>
std::vector<Item> paged(const Call& call, const std::vector<Item>& all, Reply& reply) {
  const auto page = page_of(call, 10, 50);
  const auto from = std::min(page.offset, all.size());
  const auto end = from + std::min(page.limit, all.size() - from);
  reply.total = static_cast<Id>(all.size());
  if (end < all.size()) reply.next = static_cast<Id>(end);
  return {all.begin() + static_cast<std::ptrdiff_t>(from), all.begin() + static_cast<std::ptrdiff_t>(end)};
}

}  // namespace

Reply im_search_user_list(Call& call) {
  const auto wanted = call.params.text("find");
  if (too_short(wanted)) return refuse("FIND_SHORT");
  std::map<Id, const User*> sorted;
  for (const auto& [id, user] : call.state.users) {
    if (found_user(user, wanted)) sorted.emplace(id, &user);
  }
  std::vector<const User*> users;
  users.reserve(sorted.size());
  for (const auto& [id, user] : sorted) users.push_back(user);
  Reply reply;
  users = paged(call, users, reply);
  JsonWriter to(reply.result);
  if (users.empty()) {
    to.raw("[]");
    return reply;
  }
  to.open_object();
  for (const auto* user : users) {
    to.key(std::to_string(user->id));
    write_user_snake(to, call.state, *user);
  }
  to.close_object();
  return reply;
}

Reply im_search_chat_list(Call& call) {
  const bool lines = call.params.has("findLines");
  const auto wanted = call.params.text(lines ? "findLines" : "find");
  if (too_short(wanted)) return refuse("FIND_SHORT");
  std::vector<const Chat*> chats;
  for (const auto& [id, chat] : call.state.chats) {
    const bool own = chat.member(viewer(call)) != nullptr || chat.kind == ChatKind::open;
    if (chat.kind == ChatKind::dialog || !own || !holds(chat.name, wanted)) continue;
    if (lines && chat.entity_type != "LINES") continue;
    chats.push_back(&chat);
  }
  std::sort(chats.begin(), chats.end(), [](const Chat* a, const Chat* b) { return a->id < b->id; });
  Reply reply;
  chats = paged(call, chats, reply);
  JsonWriter to(reply.result);
  to.open_array();
  for (const auto* chat : chats) write_chat_snake(to, call.state, *chat, viewer(call), Detail::found);
  to.close_array();
  return reply;
}

Reply im_search_last_add(Call& call) {
  const auto dialog = call.params.text("dialogId");
  if (dialog.empty()) return refuse("DIALOG_ID_EMPTY");
  Reply error;
  if (chat_by_dialog(call, error) == nullptr) return {.result = "false"};
  auto& last = call.state.last_searched;
  std::erase(last, dialog);
  last.insert(last.begin(), dialog);
  return {.result = "true"};
}

Reply im_search_last_delete(Call& call) {
  const auto dialog = call.params.text("dialogId");
  if (dialog.empty()) return refuse("DIALOG_ID_EMPTY");
  return {.result = std::erase(call.state.last_searched, dialog) > 0 ? "true" : "false"};
}

Reply im_search_last_get(Call& call) {
  auto& state = call.state;
  Reply reply;
  JsonWriter to(reply.result);
  to.open_array();
  for (const auto& dialog : state.last_searched) {
    const auto* chat = state.dialog(viewer(call), dialog);
    if (chat == nullptr || chat->member(viewer(call)) == nullptr) continue;
    const auto* other = counterpart(state, *chat, viewer(call));
    const bool line = chat->entity_type == "LINES";
    if (call.params.flag(other != nullptr ? "skipDialog" : line ? "skipOpenlines" : "skipChat", false))
      continue;
    to.open_object();
    to.key("id");
    other != nullptr ? to.num(other->id) : to.str(dialog);
    to.str("type", other != nullptr ? "user" : "chat");
    to.key("avatar");
    write_avatar(to, other != nullptr ? other->avatar : chat->avatar,
                 other != nullptr ? other->color : chat->color);
    to.str("title", title_of(state, *chat, viewer(call)));
    // The entry of a person has a user, that of a chat the chat.
    to.key(other != nullptr ? "user" : "chat");
    other != nullptr ? write_user_snake(to, state, *other)
                     : write_chat_snake(to, state, *chat, viewer(call), Detail::brief);
    to.close_object();
  }
  to.close_array();
  return reply;
}

}  // namespace luabot::emulator
