#include "tests/support/sim_loop.h"

namespace luabot::test {

struct SimLoop::Slot {
  Task task;
};

struct SimLoop::TimerHandle final : Pending {
  std::shared_ptr<Slot> slot;
  explicit TimerHandle(std::shared_ptr<Slot> of) : slot(std::move(of)) {}
  ~TimerHandle() override { slot->task = nullptr; }
};

namespace {
struct SilentWatch final : Watch {
  void want(bool, bool) override {}
};
}  // namespace

std::int64_t SimLoop::wall_ms() const {
  constexpr std::int64_t start = 1'750'000'000'000;
  return start + std::chrono::duration_cast<std::chrono::milliseconds>(now_.time_since_epoch()).count();
}

void SimLoop::post(Task task) {
  const std::lock_guard lock(mutex_);
  posted_.push_back(std::move(task));
}

Handle SimLoop::after(Duration delay, Task task) {
  auto slot = std::make_shared<Slot>();
  slot->task = std::move(task);
  timers_.emplace(now_ + delay, slot);
  return std::make_unique<TimerHandle>(std::move(slot));
}

std::unique_ptr<Watch> SimLoop::watch(int, Ready) {
  return std::make_unique<SilentWatch>();
}

int SimLoop::settle() {
  int ran = 0;
  for (;;) {
    Task next;
    {
      const std::lock_guard lock(mutex_);
      if (!posted_.empty()) {
        next = std::move(posted_.front());
        posted_.pop_front();
      }
    }
    if (!next) {
      const auto due = timers_.begin();
      if (due == timers_.end() || due->first > now_) return ran;
      next = std::exchange(due->second->task, nullptr);
      timers_.erase(due);
      if (!next) continue;  // cancelled
    }
    next();
    ++ran;
  }
}

void SimLoop::advance(Duration by) {
  const auto until = now_ + by;
  settle();
  while (!timers_.empty() && timers_.begin()->first <= until) {
    now_ = std::max(now_, timers_.begin()->first);
    settle();
  }
  now_ = until;
  settle();
}

}  // namespace luabot::test
