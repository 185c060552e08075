#include "api/emulator/event_page.h"

#include <algorithm>

#include "api/emulator/delivery.h"
#include "api/emulator/json_writer.h"

namespace luabot::emulator {
namespace {

/// The first `limit` events of the queues together, each of which ascends.
std::vector<const Event*> first_of(const EventQueues& queues, std::size_t limit) {
  std::vector<const Event*> out;
  for (const auto* queue : queues) {
    for (std::size_t i = 0; i < std::min(queue->size(), limit); ++i) out.push_back(&(*queue)[i]);
  }
  if (queues.size() > 1) {
    std::sort(out.begin(), out.end(), [](const Event* a, const Event* b) { return a->id < b->id; });
  }
  out.resize(std::min(out.size(), limit));
  return out;
}

}  // namespace

std::string event_page(const State& state, const Params& params, const EventQueues& queues) {
  const auto offset = params.integer("offset");
  const auto limit = static_cast<std::size_t>(std::clamp<Id>(params.integer("limit").value_or(100), 1, 1000));
  for (auto* queue : queues) {
    expire_events(state, *queue);
    while (offset && !queue->empty() && queue->front().id < *offset) queue->pop_front();
  }
  const auto page = first_of(queues, limit);
  std::string out;
  JsonWriter to(out);
  to.open_object();
  to.key("events");
  to.open_array();
  for (const auto* event : page) {
    to.open_object();
    to.num("eventId", event->id);
    to.str("type", event->type);
    to.str("date", iso_time(state, event->date_ms));
    to.raw("data", event->data);
    to.close_object();
  }
  to.close_array();
  to.num("nextOffset", page.empty() ? offset.value_or(0) : page.back()->id + 1);
  to.flag("hasMore", page.size() == limit);
  to.close_object();
  return out;
}

}  // namespace luabot::emulator
