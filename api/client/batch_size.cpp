#include "api/client/batch_size.h"

#include <algorithm>

#include <nlohmann/json.hpp>

#include "api/base/json.h"
#include "api/base/json_text.h"

namespace luabot::client {
namespace {

using Seconds = std::chrono::duration<double>;

constexpr double unknown_method = 0.1;  // s
constexpr double smoothing = 0.2;
constexpr Duration too_long = BatchSize::aim * 2;
constexpr std::size_t regrowth = 5;
constexpr std::size_t most_methods = 10'000;  // names come from scripts, and there are 1,662 real ones

}  // namespace

Duration BatchSize::expected(const std::string& method) const {
  const auto at = seconds_.find(method);
  return std::chrono::duration_cast<Duration>(Seconds(at == seconds_.end() ? unknown_method : at->second));
}

void BatchSize::learn(const std::string& method, std::string_view time) {
  const auto said = json_text::member(time, "duration");
  if (!said) return;
  const Json parsed = Json::parse(*said, nullptr, false);
  if (!parsed.is_number()) return;
  const double took = std::clamp(parsed.get<double>(), 0.0, 60.0);
  const auto at = seconds_.find(method);
  if (at == seconds_.end()) {
    if (seconds_.size() < most_methods) seconds_.emplace(method, took);
    return;
  }
  // Slower is believed at once.
  at->second = took > at->second ? took : at->second + (took - at->second) * smoothing;
}

void BatchSize::answered(std::size_t calls, Duration took) {
  if (took > too_long)
    most_ = std::max<std::size_t>(1, calls / 2);
  else if (took < aim && calls >= most_)
    most_ = std::min(documented_most, most_ + regrowth);
}

/// A connection that was refused at once says nothing of the size.
void BatchSize::unanswered(std::size_t calls, Duration took) {
  if (took > aim) most_ = std::max<std::size_t>(1, calls / 2);
}

}  // namespace luabot::client
