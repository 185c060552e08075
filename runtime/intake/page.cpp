#include "runtime/intake/page.h"

#include <algorithm>
#include <limits>

#include <fmt/core.h>
#include <nlohmann/json.hpp>

namespace luabot {
namespace {

std::string text_of(const Json& value) {
  if (value.is_string()) return value.get<std::string>();
  return value.is_number_integer() ? value.dump() : std::string();
}

const Json* find(const Json& object, const char* name) {
  if (!object.is_object()) return nullptr;
  const auto at = object.find(name);
  return at == object.end() ? nullptr : &*at;
}

std::int64_t number_at(const Json& object, const char* name) {
  const Json* value = find(object, name);
  if (value == nullptr || !value->is_number_integer()) return 0;
  const auto number = value->get<std::int64_t>();
  return number < std::numeric_limits<std::int64_t>::max() ? number : 0;
}

}  // namespace

std::string dialog_of(const Json& data) {
  // The chat's own id is the same for everyone; dialogId of a private chat is the counterpart's user id.
  if (const Json* chat = find(data, "chat")) {
    if (const Json* id = find(*chat, "id"); id != nullptr && !text_of(*id).empty())
      return "chat" + text_of(*id);
    if (const Json* id = find(*chat, "dialogId")) return text_of(*id);
  }
  const Json* id = find(data, "dialogId");
  return id == nullptr ? std::string() : text_of(*id);
}

Result<Page> read_page(const Json& result, std::int64_t offset,
                       const std::function<bool(const std::string& type)>& wanted) {
  const Json* events = find(result, "events");
  if (events == nullptr || !events->is_array())
    return Error{"UNEXPECTED_ANSWER", "an answer without a list of events", "imbot.v2.Event.get"};

  Page page;
  page.size = events->size();
  std::int64_t last = offset - 1;
  for (const Json& event : *events) {
    const std::int64_t id = number_at(event, "eventId");
    last = std::max(last, id);
    const Json* type = find(event, "type");
    const Json* data = find(event, "data");
    if (id <= 0 || type == nullptr || !type->is_string() || data == nullptr || !data->is_structured()) {
      page.complaints.push_back(fmt::format("event {} has a wrong shape and is left out: {:.200}", id,
                                            event.dump(-1, ' ', true, Json::error_handler_t::replace)));
      continue;
    }
    auto name = type->get<std::string>();
    if (!wanted(name)) continue;
    page.events.push_back(
        {id, std::move(name), dialog_of(*data), data->dump(-1, ' ', false, Json::error_handler_t::replace)});
  }
  std::sort(page.events.begin(), page.events.end(),
            [](const auto& a, const auto& b) { return a.event_id < b.event_id; });
  page.next_offset = std::max({number_at(result, "nextOffset"), last + 1, offset});
  const Json* more = find(result, "hasMore");
  page.full = more != nullptr && more->is_boolean() && more->get<bool>();
  return page;
}

}  // namespace luabot
