#include <algorithm>

#include "api/catalog/colours.h"
#include "api/emulator/avatar.h"
#include "api/emulator/edits.h"
#include "api/emulator/im/asked.h"
#include "api/emulator/json_writer.h"
#include "api/emulator/membership.h"
#include "api/emulator/methods_im.h"
#include "api/emulator/text.h"

namespace luabot::emulator {
namespace {

/// "LIGHT_BLUE" as the catalog's "lightBlue"; the colour itself, "" when there is none.
std::string_view colour_of(std::string_view upper) {
  std::string name;
  bool raise = false;
  for (const char c : lower(upper)) {
    if (c != '_') name += raise ? static_cast<char>(c - 'a' + 'A') : c;
    raise = c == '_';
  }
  return catalog::colour(name);
}

std::string picture_of(const Chat& chat) {
  return "/upload/avatar/chat" + std::to_string(chat.id) + ".png";
}

/// A group chat that may be given another look; a private dialog has none, which `code` says.
Chat* decorated_chat(const Call& call, Reply& error, std::string_view code) {
  auto* chat = chat_by_either(call, error);
  if (chat == nullptr || chat->kind != ChatKind::dialog) return chat;
  error = refuse(code);
  return nullptr;
}

}  // namespace

Reply im_chat_add(Call& call) {
  auto& state = call.state;
  const auto& params = call.params;
  auto& chat = state.add_chat(params.text("type") == "OPEN" ? ChatKind::open : ChatKind::group, viewer(call));
  chat.name = stored_text(params.text("title"));
  if (chat.name.empty()) chat.name = "Chat " + std::to_string(chat.id);
  chat.description = stored_text(params.text("description"));
  if (const auto colour = colour_of(params.text("color")); !colour.empty()) chat.color = colour;
  // No error is documented for a picture that is none: the chat is made without it.
  if (params.has("avatar") && avatar_error(params.text("avatar")).empty()) chat.avatar = picture_of(chat);
  chat.entity_type = params.text("entityType");
  chat.entity_id = params.text("entityId");
  join_chat(state, chat, viewer(call), viewer(call));
  const auto* users = params.find("users");
  if (users != nullptr && users->is_structured()) {
    for (const auto& item : *users) {
      const Id user = integer_of(item).value_or(0);
      if (state.find_user(user) != nullptr) join_chat(state, chat, user, viewer(call));
    }
  }
  if (auto text = stored_text(params.text("message")); !text.empty()) {
    Message first;
    first.author_id = first.sender_id = viewer(call);
    first.text = std::move(text);
    publish(state, chat, std::move(first));
  }
  return {.result = std::to_string(chat.id)};
}

Reply im_chat_get(Call& call) {
  const auto type = call.params.text("entityType");
  const auto id = call.params.text("entityId");
  for (const auto& [number, chat] : call.state.chats) {
    if (chat.entity_type == type && chat.entity_id == id)
      return {.result = R"({"ID":)" + std::to_string(number) + "}"};
  }
  return {.result = "null"};  // no error is documented
}

Reply im_chat_update_avatar(Call& call) {
  Reply error;
  auto* chat = decorated_chat(call, error, "ACCESS_DENIED");
  if (chat == nullptr) return error;
  if (!avatar_error(call.params.text("avatar")).empty()) return refuse("AVATAR_ERROR");
  chat->avatar = picture_of(*chat);
  return {.result = "true"};
}

Reply im_chat_update_color(Call& call) {
  Reply error;
  auto* chat = decorated_chat(call, error, "WRONG_REQUEST");
  if (chat == nullptr) return error;
  const auto colour = colour_of(call.params.text("color"));
  if (colour.empty()) return refuse("WRONG_COLOR");
  chat->color = colour;
  return {.result = "true"};
}

Reply im_chat_update_title(Call& call) {
  Reply error;
  auto* chat = decorated_chat(call, error, "ACCESS_ERROR");
  if (chat == nullptr) return error;
  auto title = stored_text(call.params.text("title"));
  if (title.empty()) return refuse("TITLE_EMPTY");
  chat->name = std::move(title);
  return {.result = "true"};
}

}  // namespace luabot::emulator
