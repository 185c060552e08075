#pragma once
#include <string_view>

namespace luabot::catalog {

/// Whether the documentation knows events of this type among those that reach a bot.
[[nodiscard]] bool is_known_event(std::string_view type);

}  // namespace luabot::catalog
