#include <utility>
#include <vector>

#include "api/base/uuid.h"
#include "api/emulator/compose.h"
#include "api/emulator/edits.h"
#include "api/emulator/json_writer.h"
#include "api/emulator/methods_imbot.h"
#include "api/emulator/text.h"

namespace luabot::emulator {
namespace {

constexpr std::size_t most_forwards = 100;

struct Forward {
  std::string uuid;
  Id source = 0;
  Id existing = 0;  ///< the message that an earlier call with this uuid made
};

/// Reads forwardIds. Returns the code of a refusal, "" when all of them may be forwarded.
std::string_view read_forwards(State& state, const Bot& bot, const Params& fields,
                               std::vector<Forward>& out) {
  const auto* given = fields.find("forwardIds");
  if (given == nullptr || !given->is_structured()) return "";
  if (given->size() > most_forwards) return "SENDING_FAILED";
  for (const auto& [key, value] : given->items()) {
    Forward forward{.uuid = lower(key), .source = integer_of(value).value_or(0), .existing = 0};
    const auto known = state.by_template.find(forward.uuid);
    if (known != state.by_template.end()) forward.existing = known->second;
    const auto* message = state.find_message(forward.source);
    const auto* chat = message == nullptr ? nullptr : state.find_chat(message->chat_id);
    if (chat == nullptr || chat->member(bot.id) == nullptr) return "ACCESS_DENIED";
    out.push_back(std::move(forward));
  }
  return "";
}

Id post_forward(State& state, const Bot& bot, Chat& chat, const Forward& forward) {
  const auto* source = state.find_message(forward.source);
  Message copy;
  copy.author_id = copy.sender_id = bot.id;
  copy.text = source->text;
  copy.params = source->params;
  if (is_uuid(forward.uuid)) copy.uuid = forward.uuid;
  copy.forward.clear();
  JsonWriter to(copy.forward);
  to.open_object();
  to.str("id", "chat" + std::to_string(source->chat_id) + "/" + std::to_string(source->id));
  to.num("userId", source->author_id);
  to.num("chatId", source->chat_id);
  to.str("date", iso_time(state, source->date_ms));
  to.close_object();
  return publish(state, chat, std::move(copy)).id;
}

Reply sent(Id id, const std::vector<std::pair<std::string, Id>>& uuids) {
  Reply reply;
  JsonWriter to(reply.result);
  to.open_object();
  to.num("id", id);
  to.key("uuidMap");
  if (uuids.empty()) {
    to.raw("[]");
  } else {
    to.open_object();
    for (const auto& [uuid, message] : uuids) to.num(uuid, message);
    to.close_object();
  }
  to.close_object();
  return reply;
}

}  // namespace

Reply message_send(Call& call) {
  auto& state = call.state;
  Reply error;
  const auto* bot = owned_bot(call, error);
  if (bot == nullptr) return error;
  auto* chat = state.dialog(bot->id, call.params.text("dialogId"));
  if (chat == nullptr || chat->member(bot->id) == nullptr) return refuse("ACCESS_DENIED");

  const auto fields = call.params.inside("fields");
  std::vector<Forward> forwards;
  if (const auto code = read_forwards(state, *bot, fields, forwards); !code.empty()) return refuse(code);

  const auto key = repeat_key(fields);
  if (!key.empty() && state.being_sent.count(key) > 0) return refuse("SENDING_FAILED");
  Id id = 0;
  const auto known = key.empty() ? state.by_template.end() : state.by_template.find(key);
  if (known != state.by_template.end()) {
    id = known->second;
  } else {
    auto draft = compose(state, *bot, *chat, fields);
    const bool forwards_only = draft.error == "EMPTY_MESSAGE" && !forwards.empty();
    if (!draft.error.empty() && !forwards_only) return refuse(draft.error);
    if (!forwards_only) id = publish(state, *chat, std::move(draft.message)).id;
  }
  std::vector<std::pair<std::string, Id>> uuids;
  for (const auto& forward : forwards) {
    const Id made = forward.existing != 0 ? forward.existing : post_forward(state, *bot, *chat, forward);
    uuids.emplace_back(forward.uuid, made);
  }
  return sent(id != 0 ? id : uuids.back().second, uuids);
}

}  // namespace luabot::emulator
