#include <algorithm>

#include "api/emulator/methods_imbot.h"
#include "api/emulator/render.h"
#include "api/emulator/seat.h"
#include "api/emulator/text.h"

namespace luabot::emulator {
namespace {

/// The last message that the member has written in the chat, 0 for none.
Id last_sent(const State& state, const Chat& chat, Id user) {
  const auto at = std::find_if(chat.messages.rbegin(), chat.messages.rend(),
                               [&](Id id) { return state.find_message(id)->sender_id == user; });
  return at == chat.messages.rend() ? 0 : *at;
}

struct Listed {
  Id user;
  Id key;
};

/// The members in the order that was asked for: of their coming when none was.
std::vector<Listed> ordered(const State& state, const Chat& chat, const Params& order) {
  std::vector<Listed> out;
  const bool by_message = order.has("lastSendMessageId");
  const bool by_user = order.has("userId") && !by_message;
  Id place = 0;
  for (const auto& member : chat.members) {
    const Id key = by_message ? last_sent(state, chat, member.user) : by_user ? member.user : place++;
    out.push_back({.user = member.user, .key = key});
  }
  std::stable_sort(out.begin(), out.end(), [](const Listed& a, const Listed& b) { return a.key < b.key; });
  const auto* name = by_message ? "lastSendMessageId" : by_user ? "userId" : "id";
  if (lower(order.text(name)) == "desc") std::reverse(out.begin(), out.end());
  return out;
}

Reply managers_set(Call& call, bool on) {
  Reply error;
  const auto* bot = owned_bot(call, error);
  if (bot == nullptr) return error;
  const auto users = user_ids(call.params);
  if (users.empty()) return refuse("EMPTY_USER_IDS");
  const auto seat = seat_of(call, error, Role::owner);
  if (seat.chat == nullptr) return error;
  for (const Id user : users) set_manager(*seat.chat, user, on);
  return done();
}

}  // namespace

std::vector<Id> user_ids(const Params& from) {
  std::vector<Id> out;
  const auto* given = from.find("userIds");
  if (given == nullptr || !given->is_structured()) return out;
  for (const auto& item : *given) {
    const Id user = integer_of(item).value_or(0);
    if (user > 0) out.push_back(user);
  }
  return out;
}

Reply chat_user_add(Call& call) {
  Reply error;
  const auto seat = seat_of(call, error, Role::manager);
  if (seat.chat == nullptr) return error;
  for (const Id user : user_ids(call.params)) {
    const auto* known = call.state.find_user(user);
    if (known != nullptr && known->active) join_chat(call.state, *seat.chat, user, seat.bot->id);
  }
  return done();
}

Reply chat_user_delete(Call& call) {
  Reply error;
  const auto seat = seat_of(call, error, Role::manager);
  if (seat.chat == nullptr) return error;
  const Id user = call.params.integer("userId").value_or(0);
  const bool owner = role_of(*seat.chat, user) == Role::owner;
  if (owner && user != seat.bot->id) return refuse("ACCESS_DENIED");
  leave_chat(*seat.chat, user);
  return done();
}

Reply chat_user_list(Call& call) {
  Reply reply;
  const auto seat = group_seat_of(call, reply);
  if (seat.chat == nullptr) return reply;
  auto listed = ordered(call.state, *seat.chat, call.params.inside("order"));
  const auto limit = std::clamp<Id>(call.params.integer("limit").value_or(50), 1, 200);
  listed.resize(std::min(listed.size(), static_cast<std::size_t>(limit)), {});
  JsonWriter to(reply.result);
  to.open_array();
  for (const auto& one : listed) write_user(to, call.state, *call.state.find_user(one.user), Place::answer);
  to.close_array();
  return reply;
}

Reply manager_add(Call& call) {
  return managers_set(call, true);
}

Reply manager_delete(Call& call) {
  return managers_set(call, false);
}

}  // namespace luabot::emulator
