#pragma once
#include <cstdint>
#include <optional>
#include <string_view>

namespace luabot::emulator {

/// The moment that an ISO 8601 text names, in milliseconds since 1970: "2025-01-15T10:30:00+02:00",
/// "2025-01-15T10:30:00Z", or a day or time without an offset, which is then the portal's (`offset_minutes`).
/// Nothing when it is none.
[[nodiscard]] std::optional<std::int64_t> time_of(std::string_view text, int offset_minutes);

}  // namespace luabot::emulator
