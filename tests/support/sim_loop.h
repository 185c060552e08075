#pragma once
#include <deque>
#include <map>
#include <memory>
#include <mutex>
#include <utility>

#include "api/base/loop.h"

namespace luabot::test {

/// A loop on simulated time: nothing happens until the test says so, and no test sleeps.
/// Descriptors are not simulated: watch() returns a watch that never fires.
class SimLoop final : public Loop {
 public:
  [[nodiscard]] TimePoint now() const override { return now_; }
  [[nodiscard]] std::int64_t wall_ms() const override;
  void post(Task task) override;
  [[nodiscard]] Handle after(Duration delay, Task task) override;
  [[nodiscard]] std::unique_ptr<Watch> watch(int fd, Ready ready) override;

  /// Runs all posted tasks and due timers without moving time. Returns how many ran.
  int settle();
  /// Moves time forward, running each timer at its own moment, in order.
  void advance(Duration by);

 private:
  struct Slot;
  struct TimerHandle;
  TimePoint now_{std::chrono::hours(1)};
  std::mutex mutex_;
  std::deque<Task> posted_;
  std::multimap<TimePoint, std::shared_ptr<Slot>> timers_;
};

}  // namespace luabot::test
