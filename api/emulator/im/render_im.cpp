#include "api/emulator/im/render_im.h"

#include <algorithm>

#include "api/emulator/edits.h"
#include "api/emulator/files.h"
#include "api/emulator/membership.h"

namespace luabot::emulator {
namespace {

std::string_view type_of(const Chat& chat) {
  if (chat.kind == ChatKind::dialog) return "private";
  return chat.kind == ChatKind::open ? "open" : "chat";
}

std::string_view role_name(const Chat& chat, Id viewer) {
  switch (role_of(chat, viewer)) {
    case Role::owner:
      return "owner";
    case Role::manager:
      return "manager";
    case Role::member:
      return "member";
    case Role::none:
      break;
  }
  return "none";
}

/// A PHP map from member to true. im.dialog.get is documented with a list instead.
void write_mute_list(JsonWriter& to, const Chat& chat, bool as_list) {
  std::vector<Id> muted;
  for (const auto& member : chat.members) {
    if (member.muted) muted.push_back(member.user);
  }
  to.key("mute_list");
  const bool list = as_list || muted.empty();
  list ? to.open_array() : to.open_object();
  for (const Id user : muted) list ? to.num(user) : to.flag(std::to_string(user), true);
  list ? to.close_array() : to.close_object();
}

void write_identity(JsonWriter& to, const State& state, const Chat& chat, Id viewer, Detail detail) {
  to.num("id", chat.id);
  if (detail == Detail::recent) to.str("title", title_of(state, chat, viewer));
  to.str("name", title_of(state, chat, viewer));
  to.num("owner", chat.owner);
  to.flag("extranet", false);
  to.str("avatar", chat.avatar);
  to.str("color", chat.color);
  to.str("type", type_of(chat));
  to.str("entity_type", chat.entity_type);
  to.str("entity_id", chat.entity_id);
  to.str("entity_data_1", "");
  to.str("entity_data_2", "");
  to.str("entity_data_3", "");
  write_mute_list(to, chat, detail == Detail::dialog);
  to.str("date_create", iso_time(state, chat.created_ms));
  to.str("message_type", chat.kind == ChatKind::dialog ? "P" : chat.kind == ChatKind::open ? "O" : "C");
}

void write_rights(JsonWriter& to, const Chat& chat, Id viewer, Detail detail) {
  to.num("parent_chat_id", 0);
  to.num("parent_message_id", 0);
  to.num("user_counter", static_cast<Id>(chat.members.size()));
  to.key("restrictions");
  to.open_object();
  for (const auto* may :
       {"avatar", "rename", "extend", "call", "mute", "leave", "leave_owner", "send", "user_list"}) {
    to.flag(may, chat.kind != ChatKind::dialog || std::string_view(may) == "call" ||
                     std::string_view(may) == "send" || std::string_view(may) == "user_list");
  }
  if (detail != Detail::recent) {
    to.str("path", "");
    to.str("path_title", "");
  }
  to.close_object();
  to.str("role", role_name(chat, viewer));
  to.flag("text_field_enabled", chat.text_field);
  to.null("background_id");
  to.key("entity_link");
  to.open_object();
  to.str("type", chat.entity_type);
  to.str("url", "");
  to.str("id", chat.entity_id);
  to.close_object();
  to.key("permissions");
  to.open_object();
  to.str("manage_users_add", "member");
  to.str("manage_users_delete", "manager");
  to.str("manage_ui", "member");
  to.str("manage_settings", "owner");
  to.str("manage_messages", "member");
  to.str("can_post", "member");
  to.close_object();
  to.str("public", "");
}

void write_progress(JsonWriter& to, const State& state, const Chat& chat, Id viewer) {
  const auto* member = chat.member(viewer);
  const Id read = member != nullptr ? member->last_read : 0;
  const auto next = std::upper_bound(chat.messages.begin(), chat.messages.end(), read);
  to.str("description", chat.description);
  to.num("counter", member != nullptr ? unread_count(state, chat, *member) : 0);
  to.num("message_count", static_cast<Id>(chat.messages.size()));
  to.num("unread_id", next == chat.messages.end() ? 0 : *next);
  to.num("last_message_id", chat.messages.empty() ? 0 : chat.messages.back());
  to.num("last_id", read);
  to.num("marked_id", member != nullptr ? member->unread_from : 0);
  to.num("disk_folder_id", chat.id + 100);
  to.flag("is_new", false);
}

void write_managers(JsonWriter& to, const Chat& chat) {
  to.key("manager_list");
  to.open_array();
  if (chat.kind != ChatKind::dialog && chat.owner != 0) to.num(chat.owner);
  for (const Id manager : chat.managers) {
    if (manager != chat.owner) to.num(manager);
  }
  to.close_array();
}

void write_readers(JsonWriter& to, const State& state, const Chat& chat, Id viewer) {
  to.key("readed_list");
  to.open_array();
  for (const auto& member : chat.members) {
    const auto* user = state.find_user(member.user);
    if (member.user == viewer || member.last_read == 0 || user == nullptr) continue;
    to.open_object();
    to.num("user_id", member.user);
    to.str("user_name", user->name());
    to.num("message_id", member.last_read);
    to.null("date");
    to.close_object();
  }
  to.close_array();
}

void write_views(JsonWriter& to, const State& state, const Chat& chat) {
  const Id last = chat.messages.empty() ? 0 : chat.messages.back();
  const auto* message = state.find_message(last);
  std::vector<const User*> viewers;
  for (const auto& member : chat.members) {
    if (message == nullptr || member.user == message->sender_id || member.last_read < last) continue;
    if (const auto* user = state.find_user(member.user)) viewers.push_back(user);
  }
  to.key("last_message_views");
  to.open_object();
  to.num("message_id", last);
  to.key("first_viewers");
  to.open_array();
  for (std::size_t i = 0; i < viewers.size() && i < 3; ++i) {
    to.open_object();
    to.num("user_id", viewers[i]->id);
    to.str("user_name", viewers[i]->name());
    to.close_object();
  }
  to.close_array();
  to.num("count_of_viewers", static_cast<Id>(viewers.size()));
  to.close_object();
}

}  // namespace

const User* counterpart(const State& state, const Chat& chat, Id viewer) {
  if (chat.kind != ChatKind::dialog) return nullptr;
  const auto& [one, other] = std::pair(chat.members.front().user, chat.members.back().user);
  return state.find_user(one == viewer ? other : one);
}

std::string title_of(const State& state, const Chat& chat, Id viewer) {
  const auto* other = counterpart(state, chat, viewer);
  return other != nullptr ? other->name() : chat.name;
}

void write_avatar(JsonWriter& to, std::string_view url, std::string_view color) {
  to.open_object();
  to.str("url", url);
  to.str("color", color);
  to.close_object();
}

void write_chat_snake(JsonWriter& to, const State& state, const Chat& chat, Id viewer, Detail detail) {
  to.open_object();
  write_identity(to, state, chat, viewer, detail);
  if (detail != Detail::brief) write_rights(to, chat, viewer, detail);
  if (detail == Detail::recent) to.flag("contains_collaber", false);
  if (detail == Detail::recent || detail == Detail::dialog) write_managers(to, chat);
  if (detail == Detail::found || detail == Detail::dialog) write_progress(to, state, chat, viewer);
  if (detail == Detail::dialog) {
    write_readers(to, state, chat, viewer);
    write_views(to, state, chat);
    to.str("dialog_id", State::dialog_id(chat, viewer));
  }
  to.close_object();
}

void write_message_found(JsonWriter& to, const State& state, const Chat& chat, const Message& message,
                         Id viewer) {
  to.open_object();
  write_message_fields(to, state, chat, message, viewer, Place::answer);
  to.num("chat_id", message.chat_id);
  to.num("author_id", message.author_id);
  to.num("viewedCount", std::count_if(chat.members.begin(), chat.members.end(), [&](const Member& member) {
           return member.user != message.sender_id && member.last_read >= message.id;
         }));
  to.null("block");
  to.close_object();
}

void write_user_found(JsonWriter& to, State& state, const User& user) {
  to.open_object();
  write_user_fields(to, state, user, Place::answer);
  to.str("avatarHr", user.avatar);
  to.flag("network", false);
  to.key("botData");
  write_bot_data(to, state, user);
  to.close_object();
}

void write_files(JsonWriter& to, const State& state, const std::vector<Id>& messages) {
  to.key("files");
  to.open_array();
  for (const Id id : messages) {
    for (const Id file : state.find_message(id)->files) {
      const auto at = state.files.find(file);
      if (at != state.files.end()) write_file(to, state, at->second, true);
    }
  }
  to.close_array();
}

}  // namespace luabot::emulator
