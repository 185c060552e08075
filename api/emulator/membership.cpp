#include "api/emulator/membership.h"

#include <algorithm>

#include "api/emulator/delivery.h"

namespace luabot::emulator {
namespace {

bool is_manager(const Chat& chat, Id user) {
  return std::find(chat.managers.begin(), chat.managers.end(), user) != chat.managers.end();
}

}  // namespace

Role role_of(const Chat& chat, Id user) {
  if (chat.member(user) == nullptr) return Role::none;
  if (chat.owner == user) return Role::owner;
  return is_manager(chat, user) ? Role::manager : Role::member;
}

bool administers(const Chat& chat, Id user) {
  const auto role = role_of(chat, user);
  return chat.kind != ChatKind::dialog && (role == Role::owner || role == Role::manager);
}

bool join_chat(State& state, Chat& chat, Id user, Id by) {
  if (chat.member(user) != nullptr) return false;
  state.user(user);
  chat.members.push_back({.user = user, .last_read = chat.messages.empty() ? 0 : chat.messages.back()});
  deliver_join(state, chat, user, by);
  return true;
}

bool leave_chat(Chat& chat, Id user) {
  if (chat.kind == ChatKind::dialog || chat.member(user) == nullptr) return false;
  chat.members.erase(std::remove_if(chat.members.begin(), chat.members.end(),
                                    [&](const Member& member) { return member.user == user; }),
                     chat.members.end());
  set_manager(chat, user, false);
  if (chat.owner != user || chat.members.empty()) return true;
  set_owner(chat, chat.managers.empty() ? chat.members.front().user : chat.managers.front());
  return true;
}

bool may_write(const Chat& chat, Id user) {
  return chat.text_field || administers(chat, user);
}

void set_owner(Chat& chat, Id user) {
  if (chat.member(user) == nullptr) return;
  chat.managers.erase(std::remove(chat.managers.begin(), chat.managers.end(), user), chat.managers.end());
  chat.owner = user;
}

void set_manager(Chat& chat, Id user, bool on) {
  auto& managers = chat.managers;
  if (!on) {
    managers.erase(std::remove(managers.begin(), managers.end(), user), managers.end());
  } else if (role_of(chat, user) == Role::member) {
    managers.push_back(user);
  }
}

}  // namespace luabot::emulator
