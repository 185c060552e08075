#include <algorithm>

#include "api/emulator/event_page.h"
#include "api/emulator/methods_imbot.h"

namespace luabot::emulator {
namespace {

/// Why the events of the webhook's user cannot be had along with the bot's.
std::string_view user_events_error(const State& state) {
  const auto& scopes = state.options.scopes;
  const bool im = scopes.empty() || std::find(scopes.begin(), scopes.end(), "im") != scopes.end();
  if (!im) return "SCOPE_ERROR";
  return state.subscriptions.count(state.options.user) > 0 ? "" : "USER_NOT_SUBSCRIBED";
}

/// A bot that is no more, while its last events are still to be had. What it has confirmed is dropped here.
Bot* departed_bot(const Call& call) {
  auto& departed = call.state.departed;
  const auto at = departed.find(call.params.integer("botId").value_or(0));
  if (at == departed.end() || at->second.token != call.params.text("botToken")) return nullptr;
  auto& events = at->second.events;
  const auto offset = call.params.integer("offset").value_or(0);
  if (!events.empty() && events.back().id >= offset) return &at->second;
  departed.erase(at);
  return nullptr;
}

}  // namespace

Reply event_get(Call& call) {
  auto& state = call.state;
  Reply reply;
  auto* bot = departed_bot(call);
  if (bot == nullptr) bot = owned_bot(call, reply);
  if (bot == nullptr) return reply;
  EventQueues queues = {&bot->events};
  if (call.params.flag("withUserEvents", false)) {
    if (const auto code = user_events_error(state); !code.empty()) return refuse(code);
    queues.push_back(&state.subscriptions[state.options.user].events);
  }
  reply.result = event_page(state, call.params, queues);
  return reply;
}

}  // namespace luabot::emulator
