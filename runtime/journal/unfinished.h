#pragma once
#include <cstddef>
#include <vector>

#include "runtime/journal/statements.h"

namespace luabot::journal {

/// The bot's unfinished runs behind that one with their steps, oldest first, `limit` at most.
[[nodiscard]] std::vector<Run> read_unfinished(Statements& use, BotKey bot, RunId after, std::size_t limit);

}  // namespace luabot::journal
