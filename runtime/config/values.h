#pragma once
#include <optional>
#include <string_view>

#include "api/client/client.h"
#include "runtime/config/section.h"
#include "runtime/intake/polling.h"

namespace luabot::config {

/// `limit`: "standard", "enterprise", "none", "BURST:RATE" or { burst = 50, rate = 2 }.
[[nodiscard]] client::Limit limit_of(const Section& section);

/// `poll = { min = "2s", max = "15s" }`.
[[nodiscard]] std::optional<Polling> polling_of(const Section& section);

/// "500ms", "2s", "5m" or "1h"; nothing when it is none of these, or not more than 0.
[[nodiscard]] std::optional<Duration> parse_duration(std::string_view text);

}  // namespace luabot::config
