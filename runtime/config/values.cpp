#include "runtime/config/values.h"

#include <array>
#include <charconv>
#include <cmath>
#include <limits>
#include <utility>

#include "runtime/config/config.h"

namespace luabot::config {
namespace {

constexpr const char* limit_hint = "Say standard, enterprise, none, 50:2 or { burst = 50, rate = 2 }.";
constexpr const char* poll_hint = "For example poll = { min = \"2s\", max = \"15s\" }.";

double number_of(const Section& section, std::string_view key) {
  const auto* node = section.find(key);
  if (node == nullptr) section.refuse_whole(std::string(key) + " is missing", limit_hint);
  const auto number = node->value<double>();
  if (!number || !node->is_number() || !std::isfinite(*number))
    section.refuse(key, "a number is expected", limit_hint);
  return *number;
}

Duration duration_of(const Section& section, std::string_view key, Duration otherwise) {
  const auto text = section.text(key);
  if (!text) return otherwise;
  const auto duration = parse_duration(*text);
  if (!duration) section.refuse(key, *text + " is no duration", "For example \"500ms\", \"2s\" or \"1m\".");
  return *duration;
}

}  // namespace

client::Limit limit_of(const Section& section) {
  const auto* node = section.find("limit");
  if (node == nullptr) return {};
  if (node->is_table()) {
    const Section table(section.source(), *node->as_table(), "limit", {"burst", "rate"});
    const client::Limit limit{number_of(table, "burst"), number_of(table, "rate")};
    if (limit.burst < 1) table.refuse("burst", "it is at least 1", limit_hint);
    if (limit.rate <= 0) table.refuse("rate", "it is more than 0", limit_hint);
    return limit;
  }
  const auto limit = client::parse_limit(section.text("limit").value_or(""));
  if (!limit) section.refuse("limit", limit.error().what, limit_hint);
  return *limit;
}

std::optional<Polling> polling_of(const Section& section) {
  const auto* given = section.table("poll", poll_hint);
  if (given == nullptr) return std::nullopt;
  const Section table(section.source(), *given, "poll", {"min", "max"});
  Polling polling;
  polling.min = duration_of(table, "min", polling.min);
  polling.max = duration_of(table, "max", std::max(polling.max, polling.min));
  if (polling.max < polling.min) section.refuse("poll", "max is less than min", poll_hint);
  return polling;
}

Result<Polling> parse_polling(const std::string& text) {
  const auto colon = text.find(':');
  const auto min = parse_duration(text.substr(0, colon));
  const auto max = colon == std::string::npos ? std::nullopt : parse_duration(text.substr(colon + 1));
  const char* what = !min || !max  ? " is no MIN:MAX"
                     : *max < *min ? ": the most is less than the least"
                                   : nullptr;
  if (what != nullptr) return Error{"BAD_CONFIG", text + what, "--poll (LUABOT_POLL)", "For example 2s:15s."};
  Polling polling;
  polling.min = *min;
  polling.max = *max;
  return polling;
}

std::optional<Duration> parse_duration(std::string_view text) {
  constexpr std::array<std::pair<std::string_view, Duration>, 4> units{{{"ms", std::chrono::milliseconds(1)},
                                                                        {"s", std::chrono::seconds(1)},
                                                                        {"m", std::chrono::minutes(1)},
                                                                        {"h", std::chrono::hours(1)}}};
  std::int64_t count = 0;
  const auto* end = text.data() + text.size();
  const auto read = std::from_chars(text.data(), end, count);
  if (read.ec != std::errc() || count <= 0) return std::nullopt;
  const std::string_view unit(read.ptr, static_cast<std::size_t>(end - read.ptr));
  for (const auto& [name, length] : units)
    if (unit == name && count <= std::numeric_limits<std::int64_t>::max() / length.count())
      return count * length;
  return std::nullopt;
}

}  // namespace luabot::config
