#include "api/client/operating.h"

#include <algorithm>
#include <cmath>

#include <nlohmann/json.hpp>

#include "api/base/json.h"

namespace luabot::client {
namespace {

using Seconds = std::chrono::duration<double>;

// The documented window, and so the longest that a reset can be away.
constexpr double longest = 600;
constexpr double smoothing = 0.2;
constexpr Duration unknown = std::chrono::minutes(1);  // until a reset that nothing has told of
// Of what is left so much may go at once, up to a batch.
constexpr double part_at_once = 1.0 / 8;
constexpr double most_at_once = 50;

constexpr std::size_t most_methods = 10'000;  // names come from scripts, and there are 1,662 real ones

std::optional<double> number(const Json& time, const char* name) {
  const auto at = time.find(name);
  if (at == time.end() || !at->is_number()) return std::nullopt;
  return at->get<double>();
}

Duration of_seconds(double seconds) {
  return std::chrono::ceil<Duration>(Seconds(std::clamp(seconds, 0.0, longest)));
}

}  // namespace

void Operating::answered(const std::string& method, std::string_view time, TimePoint now) {
  if (time.find("\"operating\"") == std::string_view::npos) return;
  const Json parsed = Json::parse(time, nullptr, false);
  if (!parsed.is_object()) return;
  const auto used = number(parsed, "operating");
  const auto reset = number(parsed, "operating_reset_at");
  // The portal's own clock: ours may differ.
  const auto finish = number(parsed, "finish");
  if (!used || !reset || !finish) return;
  if (uses_.size() >= most_methods && uses_.find(method) == uses_.end()) return;
  Use& use = uses_[method];
  const double grown = *used - use.seconds;
  if (grown > 0 && use.reset > now) use.cost += (grown - use.cost) * (use.cost > 0 ? smoothing : 1);
  use.seconds = *used;
  use.reset = now + of_seconds(*reset - *finish);
}

TimePoint Operating::exhausted(const std::string& method, std::optional<Duration> time, TimePoint now) {
  if (uses_.size() >= most_methods && uses_.find(method) == uses_.end()) return now + time.value_or(unknown);
  Use& use = uses_[method];
  const auto reset = use.reset > now ? use.reset : now + unknown;
  use.refused = std::max(use.refused, time ? now + *time : reset);
  return use.refused;
}

/// Calls that fit into what is left until the reset.
double Operating::Use::calls_left() const {
  return std::max(1.0, std::max(0.0, allowed_seconds - seconds) / std::max(cost, 1e-3));
}

/// Between two calls, so that they last until the reset.
Duration Operating::Use::gap(TimePoint now) const {
  return std::chrono::duration_cast<Duration>(Seconds(reset - now) / calls_left());
}

/// Each call of a batch counts, though all are sent at one moment.
void Operating::sent(const std::string& method, TimePoint now) {
  const auto at = uses_.find(method);
  if (at == uses_.end() || !at->second.slow(now)) return;
  at->second.next = std::max(now, at->second.next) + at->second.gap(now);
}

TimePoint Operating::earliest(const std::string& method, TimePoint now) const {
  const auto at = uses_.find(method);
  if (at == uses_.end()) return now;
  const Use& use = at->second;
  auto when = std::max(now, use.refused);
  if (!use.slow(now)) return when;
  const auto ahead = std::min(most_at_once, std::floor(use.calls_left() * part_at_once));
  return std::max(when, use.next - std::chrono::duration_cast<Duration>(use.gap(now) * ahead));
}

std::optional<TimePoint> Operating::refused_until(const std::string& method, TimePoint now) const {
  const auto at = uses_.find(method);
  if (at == uses_.end() || at->second.refused <= now) return std::nullopt;
  return at->second.refused;
}

std::size_t Operating::concerned(TimePoint now) const {
  return static_cast<std::size_t>(std::count_if(uses_.begin(), uses_.end(), [now](const auto& entry) {
    return entry.second.refused > now || entry.second.slow(now);
  }));
}

}  // namespace luabot::client
