#pragma once
#include <string_view>

#include "api/catalog/description.h"

namespace luabot::catalog {

/// An event that reaches a bot: one of its own (ONIMBOTV2*), or of the user that it serves (ONIMV2*).
/// Constant data, generated from api/catalog/data/events.json.
struct Event {
  std::string_view name{};   ///< in upper case, as the portal sends it: "ONIMBOTV2MESSAGEADD"
  std::string_view about{};  ///< one sentence
  bool fetched = false;      ///< comes by imbot.v2.Event.get
  bool pushed = false;       ///< is posted to a bot's webhookUrl
  Slice<Field> fields{};     ///< of its data, paths relative to it: "message", "command.id"
};

/// A documented event that no bot gets: only its name is known.
struct OtherEvent {
  std::string_view name{};   ///< in upper case
  std::string_view scope{};  ///< several with commas; empty when none is documented
};

/// The described event of that name, which is in upper case; null when there is none.
[[nodiscard]] const Event* find_event(std::string_view type);

/// Every described event, sorted by name.
[[nodiscard]] const Slice<Event>& all_events();
/// Every other documented event, sorted by name.
[[nodiscard]] const Slice<OtherEvent>& other_events();

/// Whether the documentation knows events of this type.
[[nodiscard]] bool is_known_event(std::string_view type);

}  // namespace luabot::catalog
