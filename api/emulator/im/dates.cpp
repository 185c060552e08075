#include "api/emulator/im/dates.h"

#include <chrono>
#include <cstdio>
#include <string>

namespace luabot::emulator {
namespace {

/// "+02:00" or "Z" in minutes; nothing when it is neither.
std::optional<int> offset_of(const std::string& text) {
  if (text == "Z") return 0;
  char sign = 0;
  int hours = 0;
  int minutes = 0;
  int used = 0;
  if (std::sscanf(text.c_str(), "%c%2d:%2d%n", &sign, &hours, &minutes, &used) != 3) return std::nullopt;
  if ((sign != '+' && sign != '-') || static_cast<std::size_t>(used) != text.size()) return std::nullopt;
  return (sign == '-' ? -1 : 1) * (hours * 60 + minutes);
}

}  // namespace

std::optional<std::int64_t> time_of(std::string_view text, int offset_minutes) {
  namespace chr = std::chrono;
  const std::string given(text);
  int year = 0;
  int month = 0;
  int day = 0;
  int hour = 0;
  int minute = 0;
  int second = 0;
  int used = 0;
  if (std::sscanf(given.c_str(), "%4d-%2d-%2d%n", &year, &month, &day, &used) != 3) return std::nullopt;
  auto rest = given.substr(static_cast<std::size_t>(used));
  if (!rest.empty()) {
    if (std::sscanf(rest.c_str(), "%*1[T ]%2d:%2d:%2d%n", &hour, &minute, &second, &used) != 3)
      return std::nullopt;
    rest = rest.substr(static_cast<std::size_t>(used));
  }
  if (!rest.empty()) {
    const auto offset = offset_of(rest);
    if (!offset) return std::nullopt;
    offset_minutes = *offset;
  }
  const auto date = chr::year(year) / month / day;
  if (!date.ok() || hour > 24 || minute > 59 || second > 60) return std::nullopt;
  const auto moment =
      chr::sys_days(date) + chr::hours(hour) + chr::minutes(minute - offset_minutes) + chr::seconds(second);
  return chr::duration_cast<chr::milliseconds>(moment.time_since_epoch()).count();
}

}  // namespace luabot::emulator
