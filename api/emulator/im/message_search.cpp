#include <algorithm>
#include <limits>

#include "api/emulator/authors.h"
#include "api/emulator/im/asked.h"
#include "api/emulator/im/dates.h"
#include "api/emulator/im/render_im.h"
#include "api/emulator/methods_im.h"
#include "api/emulator/text.h"

namespace luabot::emulator {
namespace {

constexpr std::size_t shortest = 3;
constexpr std::int64_t day_ms = 24LL * 60 * 60 * 1000;

/// What is looked for; a message is found when all of it is so.
struct Wanted {
  std::string text;  ///< in lower case
  std::int64_t from_ms = std::numeric_limits<std::int64_t>::min();
  std::int64_t until_ms = std::numeric_limits<std::int64_t>::max();  ///< exclusive
  std::optional<Id> beyond;
  bool ascending = false;

  [[nodiscard]] bool is(const Message& message) const {
    if (message.deleted || message.date_ms < from_ms || message.date_ms >= until_ms) return false;
    if (beyond && (ascending ? message.id <= *beyond : message.id >= *beyond)) return false;
    return text.empty() || lower(message.text).find(text) != std::string::npos;
  }
};

Wanted wanted_of(const Call& call) {
  Wanted wanted;
  const auto text = call.params.text("searchMessage");
  // The page asks for three characters and documents no error for fewer: they do not narrow the search.
  if (text.size() >= shortest) wanted.text = lower(text);
  const auto moment = [&](std::string_view name) {
    return time_of(call.params.text(name), call.state.options.utc_offset_minutes);
  };
  if (const auto from = moment("dateFrom")) wanted.from_ms = *from;
  if (const auto to = moment("dateTo")) wanted.until_ms = *to + 1;
  if (const auto day = moment("date")) {
    const auto offset = std::int64_t{call.state.options.utc_offset_minutes} * 60'000;
    wanted.from_ms = (*day + offset) / day_ms * day_ms - offset;
    wanted.until_ms = wanted.from_ms + day_ms;
  }
  wanted.beyond = call.params.integer("lastId");
  wanted.ascending = call.params.inside("order").text("id") == "ASC";
  return wanted;
}

void write_reactions(JsonWriter& to, const std::vector<const Message*>& found, Id viewer) {
  to.key("reactions");
  to.open_array();
  for (const auto* message : found) {
    if (message->reactions.empty()) continue;
    to.open_object();
    to.num("messageId", message->id);
    to.key("reactionCounters");
    to.open_object();
    for (const auto& [name, users] : message->reactions) to.num(name, static_cast<Id>(users.size()));
    to.close_object();
    to.key("reactionUsers");
    to.open_object();
    for (const auto& [name, users] : message->reactions) {
      to.key(name);
      to.open_array();
      for (const Id user : users) to.num(user);
      to.close_array();
    }
    to.close_object();
    to.key("ownReactions");
    to.open_array();
    for (const auto& [name, users] : message->reactions) {
      if (std::find(users.begin(), users.end(), viewer) != users.end()) to.str(name);
    }
    to.close_array();
    to.close_object();
  }
  to.close_array();
}

}  // namespace

Reply im_dialog_messages_search(Call& call) {
  Reply reply;
  auto& state = call.state;
  const auto* chat = chat_by_id(call, reply);
  if (chat == nullptr) return reply;
  const auto wanted = wanted_of(call);
  std::vector<const Message*> found;
  for (const Id id : chat->messages) {
    const auto* message = state.find_message(id);
    if (wanted.is(*message)) found.push_back(message);
  }
  if (!wanted.ascending) std::reverse(found.begin(), found.end());
  const auto page = page_of(call, 50, 200);
  if (found.size() > page.limit) found.resize(page.limit);

  std::vector<Id> ids;
  ids.reserve(found.size());
  for (const auto* message : found) ids.push_back(message->id);
  JsonWriter to(reply.result);
  to.open_object();
  to.key("messages");
  to.open_array();
  for (const auto* message : found) write_message_found(to, state, *chat, *message, viewer(call));
  to.close_array();
  to.key("users");
  to.open_array();
  for (const auto* user : authors(state, ids.begin(), ids.end())) write_user_found(to, state, *user);
  to.close_array();
  write_files(to, state, ids);
  to.raw("additionalMessages", "[]");
  to.null("copilot");
  to.raw("stickers", "[]");
  write_reactions(to, found, viewer(call));
  to.raw("tariffRestrictions", R"({"isHistoryLimitExceeded":false})");
  to.raw("usersShort", "[]");
  to.close_object();
  return reply;
}

}  // namespace luabot::emulator
