#include <algorithm>

#include "api/emulator/delivery.h"
#include "api/emulator/json_writer.h"
#include "api/emulator/methods_imbot.h"

namespace luabot::emulator {
namespace {

/// Why the events of the webhook's user cannot be had along with the bot's; "" when they were not asked for.
std::string_view user_events_error(const Call& call) {
  if (!call.params.flag("withUserEvents", false)) return "";
  const auto& scopes = call.state.options.scopes;
  const bool im = scopes.empty() || std::find(scopes.begin(), scopes.end(), "im") != scopes.end();
  return im ? "USER_NOT_SUBSCRIBED" : "SCOPE_ERROR";
}

}  // namespace

Reply event_get(Call& call) {
  Reply reply;
  auto* bot = owned_bot(call, reply);
  if (bot == nullptr) return reply;
  if (const auto code = user_events_error(call); !code.empty()) return refuse(code);
  const auto offset = call.params.integer("offset");
  const auto limit = std::clamp<Id>(call.params.integer("limit").value_or(100), 1, 1000);

  expire_events(call.state, bot->events);
  auto& events = bot->events;
  while (offset && !events.empty() && events.front().id < *offset) events.pop_front();

  const auto count = std::min(events.size(), static_cast<std::size_t>(limit));
  JsonWriter to(reply.result);
  to.open_object();
  to.key("events");
  to.open_array();
  for (std::size_t i = 0; i < count; ++i) {
    const auto& event = events[i];
    to.open_object();
    to.num("eventId", event.id);
    to.str("type", event.type);
    to.str("date", iso_time(call.state, event.date_ms));
    to.raw("data", event.data);
    to.close_object();
  }
  to.close_array();
  to.num("nextOffset", count > 0 ? events[count - 1].id + 1 : offset.value_or(0));
  to.flag("hasMore", count == static_cast<std::size_t>(limit));
  to.close_object();
  return reply;
}

}  // namespace luabot::emulator
