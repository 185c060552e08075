#pragma once
#include <cstdint>
#include <deque>
#include <optional>
#include <string>
#include <unordered_map>

namespace luabot {

/// Who may run now. The events of one dialog are handled one at a time, in the order they came; dialogs go
/// side by side, the one that has waited longest first, up to `limit` runs at once. Pure logic: time, journal
/// and workers are elsewhere.
class Turns {
 public:
  using RunId = std::uint64_t;

  explicit Turns(std::size_t limit) : limit_(limit) {}

  /// The run waits for its dialog's turn.
  void add(const std::string& dialog, RunId run);
  /// The next run to start, which then holds its dialog's turn until end(); nothing when all must wait.
  [[nodiscard]] std::optional<RunId> next();
  /// The run that next() gave out is over, or never will be: the turn passes on.
  void end(RunId run);

  [[nodiscard]] std::size_t running() const { return holders_.size(); }
  [[nodiscard]] std::size_t waiting() const { return waiting_; }

 private:
  struct Dialog {
    std::deque<RunId> queue;
    bool busy = false;
  };
  std::size_t limit_;
  std::size_t waiting_ = 0;
  std::unordered_map<std::string, Dialog> dialogs_;
  std::unordered_map<RunId, std::string> holders_;
  std::deque<std::string> ready_;  // dialogs with a queue and nobody holding the turn
};

}  // namespace luabot
