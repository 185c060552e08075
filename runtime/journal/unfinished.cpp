#include "runtime/journal/unfinished.h"

#include <algorithm>
#include <cstdint>
#include <limits>

namespace luabot::journal {

std::vector<Run> read_unfinished(Statements& use, BotKey bot, RunId after, std::size_t limit) {
  constexpr std::size_t most = std::numeric_limits<std::int64_t>::max();
  std::vector<Run> runs;
  {
    auto rows = use.unfinished_runs.rows(bot, after, std::min(limit, most));
    while (rows.next()) {
      Run& run = runs.emplace_back();
      run.id = static_cast<RunId>(rows.number(0));
      run.bot = bot;
      run.wall_ms = rows.number(2);
      run.event = {
          .event_id = rows.number(1), .type = rows.text(3), .dialog = rows.text(4), .data = rows.text(5)};
    }
  }
  if (runs.empty()) return runs;
  // Both are sorted by run.
  auto at = runs.begin();
  auto rows = use.unfinished_steps.rows(bot, after, runs.back().id);
  while (rows.next()) {
    while (at->id != static_cast<RunId>(rows.number(0))) ++at;
    if (at->steps.empty()) at->bundle = rows.text(7);
    at->steps.push_back({.number = static_cast<std::uint32_t>(rows.number(1)),
                         .fingerprint = rows.text(5),
                         .finished = rows.number(2) != 0,
                         .ok = rows.number(3) != 0,
                         .value = rows.text(6),
                         .wall_ms = rows.number(4)});
  }
  return runs;
}

}  // namespace luabot::journal
