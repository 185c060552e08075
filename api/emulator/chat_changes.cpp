#include <algorithm>

#include "api/catalog/colours.h"
#include "api/emulator/avatar.h"
#include "api/emulator/edits.h"
#include "api/emulator/input_actions.h"
#include "api/emulator/methods_imbot.h"
#include "api/emulator/render.h"
#include "api/emulator/seat.h"
#include "api/emulator/text.h"

namespace luabot::emulator {
namespace {

/// Takes over what is given. A colour or picture that is none changes nothing: the pages know no error of it.
void apply_fields(const Params& fields, Chat& chat) {
  if (const auto title = stored_text(fields.text("title")); !title.empty()) chat.name = title;
  if (fields.has("description")) chat.description = fields.text("description");
  if (const auto known = catalog::colour(fields.text("color")); !known.empty()) chat.color = known;
  const auto avatar = fields.text("avatar");
  if (!avatar.empty() && avatar_error(avatar).empty()) {
    chat.avatar = "/upload/avatar/chat" + std::to_string(chat.id) + ".png";
  }
}

/// A person or bot of that id who could be in a chat.
bool is_present(const State& state, Id id) {
  const auto* user = state.find_user(id);
  return user != nullptr && user->active;
}

Reply shown(const State& state, const Chat& chat, Id viewer) {
  Reply reply;
  JsonWriter to(reply.result);
  to.open_object();
  to.key("chat");
  write_chat(to, state, chat, viewer, Place::answer);
  to.key("users");
  to.open_array();
  for (const auto& member : chat.members) {
    write_user(to, state, *state.find_user(member.user), Place::answer);
  }
  to.close_array();
  to.close_object();
  return reply;
}

}  // namespace

Reply chat_add(Call& call) {
  auto& state = call.state;
  Reply error;
  const auto* bot = owned_bot(call, error);
  if (bot == nullptr) return error;
  const auto fields = call.params.inside("fields");
  const Id owner = fields.integer("ownerId").value_or(bot->id);
  auto& chat = state.add_chat(ChatKind::group, is_present(state, owner) ? owner : bot->id);
  chat.name = "Chat " + std::to_string(chat.id);
  apply_fields(fields, chat);
  join_chat(state, chat, bot->id, bot->id);
  join_chat(state, chat, chat.owner, bot->id);
  for (const Id user : user_ids(fields)) {
    if (is_present(state, user)) join_chat(state, chat, user, bot->id);
  }
  Message first;
  first.author_id = first.sender_id = bot->id;
  first.text = stored_text(fields.text("message"));
  if (!first.text.empty()) publish(state, chat, std::move(first));
  return shown(state, chat, bot->id);
}

Reply chat_update(Call& call) {
  Reply error;
  const auto seat = seat_of(call, error);
  if (seat.chat == nullptr) return error;
  apply_fields(call.params.inside("fields"), *seat.chat);
  return done();
}

Reply chat_leave(Call& call) {
  Reply error;
  const auto seat = group_seat_of(call, error);
  if (seat.chat == nullptr) return error;
  leave_chat(*seat.chat, seat.bot->id);
  return done();
}

Reply chat_set_owner(Call& call) {
  Reply error;
  const auto seat = seat_of(call, error, Role::owner);
  if (seat.chat == nullptr) return error;
  const Id user = call.params.integer("userId").value_or(0);
  if (seat.chat->member(user) == nullptr) return refuse("ACCESS_DENIED");
  set_owner(*seat.chat, user);
  return done();
}

Reply text_field_enabled(Call& call) {
  Reply error;
  const auto seat = seat_of(call, error);
  if (seat.chat == nullptr) return error;
  seat.chat->text_field = call.params.flag("enabled", true);
  return done();
}

Reply input_action_notify(Call& call) {
  Reply error;
  const auto seat = seat_of(call, error);
  if (seat.chat == nullptr) return error;
  show_input_action(call.state, *seat.chat, seat.bot->id, call.params.text("statusMessageCode"),
                    call.params.integer("duration"));
  return done();
}

}  // namespace luabot::emulator
