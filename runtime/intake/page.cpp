#include "runtime/intake/page.h"

#include <algorithm>
#include <limits>

#include <fmt/core.h>

#include "api/base/json_text.h"

namespace luabot {
namespace {

using json_text::member;

/// A text or a whole number as a text; nothing for anything else and for an empty text.
std::string id_at(std::string_view object, std::string_view name) {
  const auto value = member(object, name);
  if (!value) return {};
  if (auto text = json_text::string(*value)) return *text;
  const auto number = json_text::integer(*value);
  return number ? std::to_string(*number) : std::string();
}

/// 0 for what is no number, and for the one number that has no successor.
std::int64_t number_at(std::string_view object, std::string_view name) {
  const auto value = member(object, name);
  const auto number = value ? json_text::integer(*value).value_or(0) : 0;
  return number < std::numeric_limits<std::int64_t>::max() ? number : 0;
}

}  // namespace

std::string dialog_of(std::string_view data) {
  // The chat's own id is the same for everyone; dialogId of a private chat is the counterpart's user id.
  const auto chat = member(data, "chat").value_or("");
  if (const auto id = id_at(chat, "id"); !id.empty()) return "chat" + id;
  if (auto id = id_at(chat, "dialogId"); !id.empty()) return id;
  return id_at(data, "dialogId");
}

Result<Page> read_page(std::string_view result, std::int64_t offset,
                       const std::function<bool(const std::string& type)>& wanted) {
  Page page;
  std::int64_t last = offset - 1;
  const auto take = [&](std::string_view event) {
    ++page.size;
    const std::int64_t id = number_at(event, "eventId");
    last = std::max(last, id);
    const auto type = json_text::string(member(event, "type").value_or(""));
    const auto data = member(event, "data").value_or("");
    if (id <= 0 || !type || !(json_text::is_object(data) || json_text::is_array(data))) {
      page.complaints.push_back(
          fmt::format("event {} has a wrong shape and is left out: {:.200}", id, event));
      return;
    }
    if (wanted(*type)) page.events.push_back({id, *type, dialog_of(data), std::string(data)});
  };
  if (!json_text::elements(member(result, "events").value_or(""), take))
    return Error{"UNEXPECTED_ANSWER", "an answer without a list of events", "imbot.v2.Event.get"};

  std::sort(page.events.begin(), page.events.end(),
            [](const auto& a, const auto& b) { return a.event_id < b.event_id; });
  page.next_offset = std::max({number_at(result, "nextOffset"), last + 1, offset});
  page.full = member(result, "hasMore") == "true";
  return page;
}

}  // namespace luabot
