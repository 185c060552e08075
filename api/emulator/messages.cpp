#include <algorithm>
#include <limits>

#include "api/emulator/methods.h"
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

using Spot = std::vector<Id>::const_iterator;

/// The authors of the messages, each once, in order of appearance.
std::vector<const User*> authors(const State& state, Spot from, Spot to) {
  std::vector<const User*> out;
  for (auto at = from; at != to; ++at) {
    const auto* user = state.find_user(state.find_message(*at)->author_id);
    if (user != nullptr && std::find(out.begin(), out.end(), user) == out.end()) out.push_back(user);
  }
  return out;
}

/// Whether the parameter is absent or a number; its value is then put into `value`.
bool read_id(const Params& params, std::string_view name, std::optional<Id>& value) {
  value = params.integer(name);
  return value.has_value() || !params.has(name);
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

Reply dialog_messages(Call& call) {
  auto& state = call.state;
  const Id viewer = state.options.user;
  const auto dialog_id = call.params.text("dialogId");
  std::optional<Id> first;
  std::optional<Id> last;
  if (dialog_id.empty()) return refuse("DIALOG_ID_EMPTY");
  if (!read_id(call.params, "firstId", first)) return refuse("FIRST_ID_STRING");
  if (!read_id(call.params, "lastId", last)) return refuse("LAST_ID_STRING");
  const auto* chat = state.dialog(viewer, dialog_id);
  if (chat == nullptr || chat->member(viewer) == nullptr) return refuse("ACCESS_ERROR");

  const auto limit = std::clamp<std::ptrdiff_t>(call.params.integer("limit").value_or(20), 1, 50);
  const auto& all = chat->messages;
  // FIRST_ID pages towards newer messages, LAST_ID towards older ones; without either the latest are meant.
  auto from = std::upper_bound(all.begin(), all.end(), first.value_or(0));
  auto end = std::lower_bound(all.begin(), all.end(), last.value_or(std::numeric_limits<Id>::max()));
  if (from > end) from = end;
  if (first) {
    end = from + std::min(limit, end - from);
  } else {
    from = end - std::min(limit, end - from);
  }

  Reply reply;
  JsonWriter to(reply.result);
  to.open_object();
  to.num("chat_id", chat->id);
  to.key("messages");
  to.open_array();
  for (auto one = end; one != from;) {
    write_message_snake(to, state, *chat, *state.find_message(*--one), viewer);
  }
  to.close_array();
  to.key("users");
  to.open_array();
  for (const auto* user : authors(state, from, end)) write_user_snake(to, state, *user);
  to.close_array();
  to.raw("files", "[]");
  to.close_object();
  return reply;
}

}  // namespace luabot::emulator
