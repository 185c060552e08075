#pragma once
#include <chrono>
#include <cstdint>
#include <functional>
#include <memory>

namespace luabot {

using Duration = std::chrono::nanoseconds;
using TimePoint = std::chrono::steady_clock::time_point;

/// Something under way on a loop. Destroying it cancels it: its callback is never called afterwards.
struct Pending {
  Pending() = default;
  Pending(const Pending&) = delete;
  Pending& operator=(const Pending&) = delete;
  virtual ~Pending() = default;
};
using Handle = std::unique_ptr<Pending>;

/// A watched file descriptor. The loop does not own the descriptor; destroy the watch before closing it.
struct Watch : Pending {
  /// Chooses what to report from now on; neither means paused.
  virtual void want(bool readable, bool writable) = 0;
};

/// The event loop that owns a thread's state, and the only source of time for what runs on it; tests run
/// the same code on a simulated one. Everything but post() is called on the loop's own thread.
class Loop {
 public:
  using Task = std::function<void()>;
  using Ready = std::function<void(bool readable, bool writable)>;

  virtual ~Loop() = default;

  /// Monotonic time, for deadlines.
  [[nodiscard]] virtual TimePoint now() const = 0;
  /// Milliseconds since 1970 UTC, for people and portals.
  [[nodiscard]] virtual std::int64_t wall_ms() const = 0;
  /// Runs the task soon on the loop's thread. Safe from any thread.
  virtual void post(Task task) = 0;
  /// Runs the task once after the delay, unless the handle goes first.
  [[nodiscard]] virtual Handle after(Duration delay, Task task) = 0;
  /// Level-triggered readiness of a descriptor; starts paused.
  [[nodiscard]] virtual std::unique_ptr<Watch> watch(int fd, Ready ready) = 0;
};

}  // namespace luabot
