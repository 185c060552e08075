#include "api/catalog/events.h"

#include <algorithm>

#include "api/catalog/tables.h"

namespace luabot::catalog {
namespace {

template <class T>
const T* named(const Slice<T>& sorted, std::string_view name) {
  const T* at = std::lower_bound(sorted.begin(), sorted.end(), name,
                                 [](const T& one, std::string_view wanted) { return one.name < wanted; });
  return at != sorted.end() && at->name == name ? at : nullptr;
}

}  // namespace

const Event* find_event(std::string_view type) {
  return named(tables::events, type);
}

const Slice<Event>& all_events() {
  return tables::events;
}

const Slice<OtherEvent>& other_events() {
  return tables::other_events;
}

bool is_known_event(std::string_view type) {
  return find_event(type) != nullptr || named(tables::other_events, type) != nullptr;
}

}  // namespace luabot::catalog
