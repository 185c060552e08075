#include "api/emulator/render.h"

#include <algorithm>
#include <array>

#include "api/emulator/membership.h"

namespace luabot::emulator {
namespace {

bool unread(const Chat& chat, const Message& message, Id viewer) {
  const auto* member = chat.member(viewer);
  return member != nullptr && member->last_read < message.id;
}

bool viewed_by_others(const Chat& chat, const Message& message) {
  return std::any_of(chat.members.begin(), chat.members.end(), [&](const Member& member) {
    return member.user != message.sender_id && member.last_read >= message.id;
  });
}

void id_or_null(JsonWriter& to, std::string_view name, Id id) {
  to.key(name);
  if (id == 0) {
    to.null();
  } else {
    to.num(id);
  }
}

void text_or_null(JsonWriter& to, std::string_view name, const std::optional<std::string>& text) {
  to.key(name);
  if (text) {
    to.str(*text);
  } else {
    to.null();
  }
}

std::string_view in_language(const State& state, const std::map<std::string, std::string>& texts) {
  const auto at = texts.find(state.options.language);
  if (at != texts.end()) return at->second;
  return texts.empty() ? std::string_view() : texts.begin()->second;
}

std::string_view role(const Chat& chat, Id viewer) {
  constexpr std::array<std::string_view, 4> names = {"none", "member", "manager", "owner"};
  return names[static_cast<std::size_t>(role_of(chat, viewer))];
}

void write_ids(JsonWriter& to, std::string_view name, const std::vector<Id>& ids) {
  to.key(name);
  to.open_array();
  for (const Id id : ids) to.num(id);
  to.close_array();
}

/// Who has silenced the chat.
std::vector<Id> muted(const Chat& chat) {
  std::vector<Id> out;
  for (const auto& member : chat.members) {
    if (member.muted) out.push_back(member.user);
  }
  return out;
}

void write_presence(JsonWriter& to, const State& state, const User& user) {
  to.str("status", user.status);
  to.key("idle");
  user.idle_since_ms == 0 ? to.flag(false) : to.str(iso_time(state, user.idle_since_ms));
}

void write_answer_only(JsonWriter& to, const State& state, const Chat& chat, Id viewer) {
  const Id last = chat.messages.empty() ? 0 : chat.messages.back();
  const auto* member = chat.member(viewer);
  to.str("dateCreate", iso_time(state, chat.created_ms));
  id_or_null(to, "lastMessageId", last);
  to.str("lastMessageViews", "{}");
  id_or_null(to, "lastId", member != nullptr ? member->last_read : 0);
  write_ids(to, "managerList", chat.managers);
  id_or_null(to, "markedId", member != nullptr ? member->unread_from : 0);
  to.num("messageCount", static_cast<Id>(chat.messages.size()));
  to.str("public", "");
  const auto next = member == nullptr
                        ? chat.messages.end()
                        : std::upper_bound(chat.messages.begin(), chat.messages.end(), member->last_read);
  id_or_null(to, "unreadId", next == chat.messages.end() ? 0 : *next);
  to.num("userCounter", static_cast<Id>(chat.members.size()));
}

}  // namespace

void write_user_fields(JsonWriter& to, const State& state, const User& user, Place place) {
  to.num("id", user.id);
  to.flag("active", user.active);
  to.str("name", user.name());
  to.str("firstName", user.first_name);
  to.str("lastName", user.last_name);
  to.str("workPosition", user.work_position);
  to.str("color", user.color);
  to.str("avatar", user.avatar);
  to.str("gender", user.gender);
  to.str("birthday", "");
  to.flag("extranet", false);
  to.flag("bot", user.bot);
  to.flag("connector", false);
  to.str("externalAuthId", user.bot ? "bot" : "default");
  write_presence(to, state, user);
  if (place == Place::answer) {
    to.str("lastActivityDate", iso_time(state, user.last_active_ms));
  } else {
    to.flag("lastActivityDate", false);  // documented as always false in events
  }
  to.flag("mobileLastDate", false);
  to.flag("desktopLastDate", false);
  to.flag("absent", false);
  to.raw("departments", "[1]");
  to.flag("phones", false);
  to.str("type", user.bot ? "bot" : "employee");
  to.str("website", "");
  to.str("email", user.email);
}

void write_user(JsonWriter& to, const State& state, const User& user, Place place) {
  to.open_object();
  write_user_fields(to, state, user, place);
  to.close_object();
}

void write_bot_data(JsonWriter& to, State& state, const User& user) {
  if (const auto* bot = state.find_bot(user.id)) {
    to.open_object();
    to.str("code", bot->code);
    to.str("type", bot->type);
    to.flag("is_hidden", bot->hidden);
    to.flag("is_support_openline", bot->support_openline);
    to.close_object();
  } else {
    to.null();
  }
}

void write_user_snake(JsonWriter& to, State& state, const User& user) {
  to.open_object();
  to.num("id", user.id);
  to.flag("active", user.active);
  to.str("name", user.name());
  to.str("first_name", user.first_name);
  to.str("last_name", user.last_name);
  to.str("work_position", user.work_position);
  to.str("color", user.color);
  to.str("avatar", user.avatar);
  to.str("avatar_hr", user.avatar);
  to.str("gender", user.gender);
  to.str("birthday", "");
  to.flag("extranet", false);
  to.flag("network", false);
  to.flag("bot", user.bot);
  to.flag("connector", false);
  to.str("external_auth_id", user.bot ? "bot" : "default");
  write_presence(to, state, user);
  to.str("last_activity_date", iso_time(state, user.last_active_ms));
  to.flag("mobile_last_date", false);
  to.flag("desktop_last_date", false);
  to.flag("absent", false);
  to.raw("departments", "[1]");
  to.flag("phones", false);
  to.key("bot_data");
  write_bot_data(to, state, user);
  to.str("type", user.bot ? "bot" : "user");
  to.str("website", "");
  to.str("email", user.email);
  to.close_object();
}

void write_bot(JsonWriter& to, const State& state, const Bot& bot, bool for_owner) {
  to.open_object();
  to.num("id", bot.id);
  to.str("code", bot.code);
  to.str("type", bot.type);
  to.flag("isHidden", bot.hidden);
  to.flag("isSupportOpenline", bot.support_openline);
  to.flag("isReactionsEnabled", bot.reactions);
  text_or_null(to, "backgroundId", bot.background);
  to.str("language", state.options.language);
  if (for_owner) {
    to.str("moduleId", "rest");
    to.str("eventMode", bot.event_mode);
    to.num("countMessage", bot.count_message);
    to.num("countCommand", bot.count_command);
    to.num("countChat", bot.count_chat);
    to.num("countUser", bot.count_user);
  }
  to.close_object();
}

void write_chat(JsonWriter& to, const State& state, const Chat& chat, Id viewer, Place place) {
  const bool dialog = chat.kind == ChatKind::dialog;
  to.open_object();
  to.num("id", chat.id);
  to.str("dialogId", State::dialog_id(chat, viewer));
  to.str("name", chat.name);
  to.str("description", chat.description);
  to.str("type", dialog ? "private" : chat.kind == ChatKind::open ? "open" : "chat");
  to.str("messageType", dialog ? "P" : chat.kind == ChatKind::open ? "O" : "C");
  to.num("owner", chat.owner);
  to.str("color", chat.color);
  to.str("avatar", chat.avatar);
  to.flag("extranet", false);
  to.flag("containsCollaber", false);
  to.str("entityType", chat.entity_type);
  to.str("entityId", chat.entity_id);
  to.str("entityData1", "");
  to.str("entityData2", "");
  to.str("entityData3", "");
  to.raw("entityLink", "[]");
  to.num("diskFolderId", chat.id + 100);
  to.raw("permissions", "[]");
  if (place == Place::answer) {
    to.str("role", role(chat, viewer));
    write_ids(to, "muteList", muted(chat));
    to.null("parentChatId");
    to.null("parentMessageId");
  } else {
    to.num("parentChatId", 0);  // the documented examples have 0 in events and null in answers
    to.num("parentMessageId", 0);
  }
  to.flag("isNew", false);
  to.str("textFieldEnabled", chat.text_field ? "Y" : "N");
  to.null("backgroundId");
  if (place == Place::answer) write_answer_only(to, state, chat, viewer);
  to.close_object();
}

void write_message_fields(JsonWriter& to, const State& state, const Chat& chat, const Message& message,
                          Id viewer, Place place) {
  to.num("id", message.id);
  to.num("chatId", message.chat_id);
  to.num("authorId", message.author_id);
  to.str("date", iso_time(state, message.date_ms));
  to.str("text", message.text);
  to.flag("isSystem", message.system);
  to.str("uuid", message.uuid);
  to.raw("forward", message.forward);
  to.raw("params", message.params);
  to.flag("viewedByOthers", viewed_by_others(chat, message));
  if (place == Place::answer) {
    const bool fresh = unread(chat, message, viewer);
    to.flag("unread", fresh);
    to.flag("viewed", !fresh);
  }
}

void write_message(JsonWriter& to, const State& state, const Chat& chat, const Message& message, Id viewer,
                   Place place) {
  to.open_object();
  write_message_fields(to, state, chat, message, viewer, place);
  to.close_object();
}

void write_message_snake(JsonWriter& to, const State& state, const Chat& chat, const Message& message,
                         Id viewer) {
  to.open_object();
  to.num("id", message.id);
  to.num("chat_id", message.chat_id);
  to.num("author_id", message.author_id);
  to.str("date", iso_time(state, message.date_ms));
  to.str("text", message.text);
  to.flag("unread", unread(chat, message, viewer));
  to.key("uuid");
  if (message.uuid.empty()) {
    to.null();
  } else {
    to.str(message.uuid);
  }
  to.raw("replaces", "[]");
  to.raw("params", message.params);
  to.null("disappearing_date");
  to.close_object();
}

void write_command(JsonWriter& to, const State& state, const Command& command) {
  const auto* bot = state.find_user(command.bot);
  to.open_object();
  to.num("id", command.id);
  to.num("botId", command.bot);
  to.str("command", command.name);
  to.str("title", in_language(state, command.title));
  to.str("params", in_language(state, command.params));
  to.flag("common", command.common);
  to.flag("hidden", command.hidden);
  to.flag("extranetSupport", command.extranet);
  to.str("category", bot != nullptr ? bot->name() : "");
  to.str("context", "");
  to.close_object();
}

}  // namespace luabot::emulator
