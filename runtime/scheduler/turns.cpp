#include "runtime/scheduler/turns.h"

namespace luabot {

void Turns::add(const std::string& dialog, RunId run) {
  Dialog& of = dialogs_[dialog];
  of.queue.push_back(run);
  ++waiting_;
  if (!of.busy && of.queue.size() == 1) ready_.push_back(dialog);
}

std::optional<Turns::RunId> Turns::next() {
  if (ready_.empty() || holders_.size() >= limit_) return std::nullopt;
  std::string dialog = std::move(ready_.front());
  ready_.pop_front();
  Dialog& of = dialogs_[dialog];
  const RunId run = of.queue.front();
  of.queue.pop_front();
  of.busy = true;
  --waiting_;
  holders_.emplace(run, std::move(dialog));
  return run;
}

void Turns::end(RunId run) {
  const auto holder = holders_.find(run);
  if (holder == holders_.end()) return;
  const auto dialog = dialogs_.find(holder->second);
  dialog->second.busy = false;
  if (dialog->second.queue.empty())
    dialogs_.erase(dialog);
  else
    ready_.push_back(holder->second);
  holders_.erase(holder);
}

}  // namespace luabot
