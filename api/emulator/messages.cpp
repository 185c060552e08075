#include <algorithm>

#include "api/emulator/authors.h"
#include "api/emulator/methods_imbot.h"
#include "api/emulator/render.h"

namespace luabot::emulator {
namespace {

/// A message that a bot of a kind that may read messages has asked for.
struct Asked {
  const Bot* bot = nullptr;
  const Message* message = nullptr;
  const Chat* chat = nullptr;
};

Asked asked_message(const Call& call, Reply& error) {
  Asked asked{.bot = owned_bot(call, error)};
  if (asked.bot == nullptr) return asked;
  auto& state = call.state;
  if (asked.bot->sees_all()) {
    asked.message = state.find_message(call.params.integer("messageId").value_or(0));
    asked.chat = asked.message == nullptr ? nullptr : state.find_chat(asked.message->chat_id);
    if (asked.message == nullptr) {
      error = refuse("MESSAGE_NOT_FOUND");
    } else if (asked.chat->member(asked.bot->id) == nullptr) {
      error = refuse("MESSAGE_ACCESS_DENIED");
    }
  } else {
    error = refuse("BOT_TYPE_NOT_ALLOWED");
  }
  return asked;
}

}  // namespace

Reply message_get(Call& call) {
  Reply reply;
  const auto asked = asked_message(call, reply);
  if (!reply.ok()) return reply;
  JsonWriter to(reply.result);
  to.open_object();
  to.key("message");
  write_message(to, call.state, *asked.chat, *asked.message, asked.bot->id, Place::answer);
  to.key("user");
  if (const auto* author = call.state.find_user(asked.message->author_id)) {
    write_user(to, call.state, *author, Place::answer);
  } else {
    to.raw("[]");
  }
  to.close_object();
  return reply;
}

Reply message_context(Call& call) {
  Reply reply;
  const auto asked = asked_message(call, reply);
  if (!reply.ok()) return reply;
  const auto range = std::clamp<Id>(call.params.integer("range").value_or(50), 1, 50);
  const auto& all = asked.chat->messages;
  const auto at = std::lower_bound(all.begin(), all.end(), asked.message->id);
  const auto from = at - std::min<std::ptrdiff_t>(range, at - all.begin());
  const auto end = at + std::min<std::ptrdiff_t>(range + 1, all.end() - at);

  JsonWriter to(reply.result);
  to.open_object();
  to.key("messages");
  to.open_array();
  for (auto one = from; one != end; ++one) {
    write_message(to, call.state, *asked.chat, *call.state.find_message(*one), asked.bot->id, Place::answer);
  }
  to.close_array();
  to.key("users");
  to.open_array();
  for (const auto* user : authors(call.state, from, end)) write_user(to, call.state, *user, Place::answer);
  to.close_array();
  to.flag("hasPrevPage", from != all.begin());
  to.flag("hasNextPage", end != all.end());
  to.close_object();
  return reply;
}

}  // namespace luabot::emulator
