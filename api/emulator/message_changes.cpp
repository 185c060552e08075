#include "api/emulator/edits.h"
#include "api/emulator/methods_imbot.h"
#include "api/emulator/seat.h"

namespace luabot::emulator {
namespace {

/// A message of a chat that the bot is in.
struct Asked {
  const Bot* bot = nullptr;
  Message* message = nullptr;  ///< null: the call is refused
  Chat* chat = nullptr;
};

/// These pages know ACCESS_DENIED and no code for an unknown message.
Asked asked_message(const Call& call, Reply& error) {
  Asked asked{.bot = owned_bot(call, error)};
  if (asked.bot == nullptr) return asked;
  auto* message = call.state.find_message(call.params.integer("messageId").value_or(0));
  auto* chat = message == nullptr ? nullptr : call.state.find_chat(message->chat_id);
  if (chat != nullptr && chat->member(asked.bot->id) != nullptr) {
    asked.message = message;
    asked.chat = chat;
  } else {
    error = refuse("ACCESS_DENIED");
  }
  return asked;
}

bool wrote(const Asked& asked) {
  return asked.message->sender_id == asked.bot->id;
}

Reply react(Call& call, bool on) {
  Reply error;
  const auto asked = asked_message(call, error);
  if (asked.message == nullptr) return error;
  if (asked.message->deleted) return refuse("ACCESS_DENIED");
  const auto reaction = call.params.text("reaction");
  if (!is_reaction(reaction)) return refuse("REACTION_NOT_FOUND");
  if (set_reaction(call.state, *asked.message, reaction, asked.bot->id, on)) return done();
  return refuse(on ? "REACTION_ALREADY_SET" : "REACTION_NOT_FOUND");
}

}  // namespace

Reply message_update(Call& call) {
  Reply error;
  const auto asked = asked_message(call, error);
  if (asked.message == nullptr) return error;
  if (!wrote(asked) || asked.message->deleted) return refuse("ACCESS_DENIED");
  const auto code = edit_message(call.state, *asked.message, call.params.inside("fields"), asked.bot->id);
  return code.empty() ? done() : refuse(code);
}

Reply message_delete(Call& call) {
  Reply error;
  const auto asked = asked_message(call, error);
  if (asked.message == nullptr) return error;
  if (!wrote(asked) && !administers(*asked.chat, asked.bot->id)) return refuse("ACCESS_DENIED");
  delete_message(call.state, *asked.message, call.params.flag("complete", false), asked.bot->id);
  return done();
}

Reply message_read(Call& call) {
  Reply reply;
  const auto seat = seat_of(call, reply);
  if (seat.chat == nullptr) return reply;
  const Id id = call.params.integer("messageId").value_or(0);
  const auto* message = call.state.find_message(id);
  if (id != 0 && (message == nullptr || message->chat_id != seat.chat->id))
    return refuse("MESSAGE_NOT_FOUND");
  const auto mark = read_chat(call.state, *seat.chat, *seat.chat->member(seat.bot->id), id);
  JsonWriter to(reply.result);
  to.open_object();
  to.num("chatId", seat.chat->id);
  to.num("lastId", mark.last);
  to.num("counter", mark.counter);
  to.key("viewedMessages");
  to.open_array();
  for (const Id viewed : mark.viewed) to.num(viewed);
  to.close_array();
  to.close_object();
  return reply;
}

Reply reaction_add(Call& call) {
  return react(call, true);
}

Reply reaction_delete(Call& call) {
  return react(call, false);
}

}  // namespace luabot::emulator
