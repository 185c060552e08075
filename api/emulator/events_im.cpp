#include "api/emulator/arguments.h"
#include "api/emulator/event_page.h"
#include "api/emulator/methods_im_v2.h"

namespace luabot::emulator {

Reply im_event_subscribe(Call& call) {
  const Id user = call.state.options.user;
  call.state.subscriptions[user].user = user;
  return {.result = "true"};
}

Reply im_event_unsubscribe(Call& call) {
  call.state.subscriptions.erase(call.state.options.user);
  return {.result = "true"};
}

/// Without a subscription there are no events, which is no error.
Reply im_event_get(Call& call) {
  auto& state = call.state;
  if (auto bad = bad_arguments(call); !bad.ok()) return bad;
  const auto at = state.subscriptions.find(state.options.user);
  EventQueues queues;
  if (at != state.subscriptions.end()) queues.push_back(&at->second.events);
  return {.result = event_page(state, call.params, queues)};
}

}  // namespace luabot::emulator
