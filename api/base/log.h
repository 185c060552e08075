#pragma once
#include <string_view>

namespace luabot {

enum class Level { debug, info, warn, error, off };

/// One line to standard error: time, level, room, text. Secrets are redacted. Safe from any thread.
/// `room` is the part of the program that speaks ("intake", "journal", "pizza" for a bot's own lines).
void log(Level level, std::string_view room, std::string_view text);

/// Lines below this level are dropped; info at the start.
void set_log_level(Level level);

}  // namespace luabot
