#include "api/emulator/state.h"

#include <algorithm>
#include <array>
#include <charconv>
#include <cstdio>
#include <ctime>

namespace luabot::emulator {
namespace {

constexpr std::array colors = {"#df532d", "#64a513", "#4ba984", "#4ba5c3", "#3e99ce", "#8474c8", "#1eb4aa",
                               "#f76187", "#58cc47", "#ab7761", "#29619b", "#728f7a", "#ba9c7b", "#556574"};

const char* color_of(Id id) {
  return colors[static_cast<std::size_t>(id) % colors.size()];
}

std::pair<Id, Id> pair_of(Id one, Id other) {
  return std::minmax(one, other);
}

/// The number that the text is, 0 when it is none.
Id number(std::string_view text) {
  Id value = 0;
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), value);
  return error == std::errc() && end == text.data() + text.size() ? value : 0;
}

template <class Map>
auto* find_in(Map& map, Id id) {
  const auto at = map.find(id);
  return at == map.end() ? nullptr : &at->second;
}

}  // namespace

std::string User::name() const {
  if (last_name.empty()) return first_name;
  return first_name + " " + last_name;
}

const Member* Chat::member(Id user) const {
  const auto at =
      std::find_if(members.begin(), members.end(), [&](const Member& m) { return m.user == user; });
  return at == members.end() ? nullptr : &*at;
}

Member* Chat::member(Id user) {
  return const_cast<Member*>(std::as_const(*this).member(user));
}

State::State(Loop& on, const Options& with)
    : loop(on), options(with), calls(with.recorded_calls), next_event_(with.first_event) {
  auto& admin = user(options.user);
  admin.first_name = "John";
  admin.last_name = "Smith";
  admin.work_position = "Developer";
  admin.email = "john@example.com";
}

User* State::find_user(Id id) {
  return find_in(users, id);
}
const User* State::find_user(Id id) const {
  return find_in(users, id);
}
Bot* State::find_bot(Id id) {
  return find_in(bots, id);
}
Chat* State::find_chat(Id id) {
  return find_in(chats, id);
}

const Message* State::find_message(Id id) const {
  if (id < 1 || static_cast<std::size_t>(id) > messages.size()) return nullptr;
  const auto& message = messages[static_cast<std::size_t>(id) - 1];
  return message.gone ? nullptr : &message;
}
Message* State::find_message(Id id) {
  return const_cast<Message*>(std::as_const(*this).find_message(id));
}

User& State::user(Id id) {
  auto& user = users[id];
  if (user.id == 0) {
    user.id = id;
    user.first_name = "User";
    user.last_name = std::to_string(id);
    user.color = color_of(id);
    user.last_active_ms = now_ms();
  }
  return user;
}

User& State::add_bot_user() {
  while (users.count(next_bot_) > 0) ++next_bot_;
  auto& made = user(next_bot_++);
  made.bot = true;
  return made;
}

Chat& State::add_chat(ChatKind kind, Id owner, Id id) {
  while (chats.count(next_chat_) > 0) ++next_chat_;
  if (id == 0) id = next_chat_++;
  auto& chat = chats[id];
  chat.id = id;
  chat.kind = kind;
  chat.owner = owner;
  chat.color = color_of(id);
  chat.created_ms = now_ms();
  return chat;
}

Command& State::add_command(Id bot) {
  const Id id = next_command_++;
  auto& command = commands[id];
  command.id = id;
  command.bot = bot;
  return command;
}

bool State::has_dialog(Id one, Id other) const {
  return dialogs.count(pair_of(one, other)) > 0;
}

Chat* State::dialog(Id viewer, std::string_view dialog_id) {
  if (dialog_id.substr(0, 4) == "chat") return find_chat(number(dialog_id.substr(4)));
  const Id other = number(dialog_id);
  const auto* counterpart = find_user(other);
  if (counterpart == nullptr || !counterpart->active || other == viewer) return nullptr;
  auto& id = dialogs[pair_of(viewer, other)];
  if (id == 0) {
    // As documented for a dialog with a bot, the bot is the owner.
    auto& chat = add_chat(ChatKind::dialog, find_bot(viewer) != nullptr ? viewer : other);
    chat.members = {{viewer}, {other}};
    id = chat.id;
  }
  return find_chat(id);
}

std::string State::dialog_id(const Chat& chat, Id viewer) {
  if (chat.kind != ChatKind::dialog) return "chat" + std::to_string(chat.id);
  const auto& [first, second] = std::pair(chat.members.front().user, chat.members.back().user);
  return std::to_string(first == viewer ? second : first);
}

Message& State::post(Chat& chat, Message draft) {
  draft.id = static_cast<Id>(messages.size()) + 1;
  draft.chat_id = chat.id;
  draft.date_ms = now_ms();
  if (!draft.uuid.empty()) by_template.emplace(draft.uuid, draft.id);
  chat.messages.push_back(draft.id);
  if (auto* member = chat.member(draft.sender_id)) member->last_read = draft.id;
  for (auto& member : chat.members) member.hidden = false;
  if (auto* sender = find_user(draft.sender_id)) sender->last_active_ms = draft.date_ms;
  auto& posted = messages.emplace_back(std::move(draft));
  if (on_message && bots.count(posted.sender_id) > 0) on_message(posted);
  return posted;
}

std::string iso_time(const State& state, std::int64_t ms) {
  const int offset = state.options.utc_offset_minutes;
  const std::time_t local = ms / 1000 + static_cast<std::int64_t>(offset) * 60;
  std::tm parts{};
  gmtime_r(&local, &parts);
  std::array<char, 64> text{};
  const int minutes = std::abs(offset);
  const int size =
      std::snprintf(text.data(), text.size(), "%04d-%02d-%02dT%02d:%02d:%02d%c%02d:%02d",
                    parts.tm_year + 1900, parts.tm_mon + 1, parts.tm_mday, parts.tm_hour, parts.tm_min,
                    parts.tm_sec, offset < 0 ? '-' : '+', minutes / 60, minutes % 60);
  return {text.data(), static_cast<std::size_t>(size)};
}

}  // namespace luabot::emulator
