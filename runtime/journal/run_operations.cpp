#include "runtime/journal/run_operations.h"

#include <stdexcept>
#include <string>

#include "runtime/journal/unfinished.h"

namespace luabot::journal {

Accept::Accept(BotKey bot, std::vector<Event> events, std::int64_t next_offset, std::int64_t wall_ms,
               std::function<void(std::vector<Run>)> done)
    : bot_(bot),
      events_(std::move(events)),
      next_offset_(next_offset),
      wall_ms_(wall_ms),
      done_(std::move(done)) {}

void Accept::apply(Statements& use) {
  fresh_.clear();
  const std::int64_t offset = [&] {
    auto rows = use.read_offset.rows(bot_);
    if (!rows.next()) throw std::out_of_range("there is no bot with key " + std::to_string(bot_));
    return rows.number(0);
  }();
  if (next_offset_ > offset) use.move_offset.run(bot_, next_offset_);
  if (events_.empty()) return;

  RunId next = use.take_run_ids(events_.size());
  for (std::size_t i = 0; i < events_.size(); ++i) {
    const Event& event = events_[i];
    if (event.event_id >= 0 && event.event_id < offset) continue;
    const RunId run = next++;
    if (use.add_run.run(run, bot_, event.event_id, wall_ms_, event.type, event.dialog, event.data) == 1) {
      fresh_.push_back({i, run});
    }
  }
}

void Accept::committed() {
  if (!done_) return;
  std::vector<Run> runs;
  runs.reserve(fresh_.size());
  for (const auto& [event, run] : fresh_) {
    Run& made = runs.emplace_back();
    made.id = run;
    made.bot = bot_;
    made.event = std::move(events_[event]);
    made.wall_ms = wall_ms_;
  }
  done_(std::move(runs));
}

void MoreUnfinished::apply(Statements& use) {
  runs_ = read_unfinished(use, bot_, after_, limit_);
}

WriteStep::WriteStep(RunId run, std::string bundle, Step step, Committed done)
    : run_(run), bundle_(std::move(bundle)), step_(std::move(step)), done_(std::move(done)) {}

void WriteStep::apply(Statements& use) {
  if (!use.goes_on(run_)) return;
  if (step_.finished) {
    use.finish_step(run_, bundle_, step_);
  } else {
    use.begin_step.run(run_, step_.number, use.bundle_id(bundle_), step_.fingerprint);
  }
}

void Finish::apply(Statements& use) {
  if (use.drop_run.run(run_) == 1) use.drop_steps.run(run_);
}

void Fail::apply(Statements& use) {
  use.bury_run.run(run_, reason_);
}

}  // namespace luabot::journal
