#pragma once
#include <atomic>
#include <functional>
#include <future>
#include <memory>
#include <string>
#include <thread>
#include <vector>

#include "api/base/system_loop.h"
#include "api/client/client.h"
#include "runtime/console/portal_thread.h"

namespace luabot::bench {

using Clock = std::chrono::steady_clock;

/// What became of the calls of a workload.
struct Tally {
  double seconds = 0;  ///< from the first call to the last answer
  int failed = 0;
  std::vector<double> delays;  ///< of each call from call() to its answer, in milliseconds
  std::int64_t requests = 0;   ///< that the portal saw of the workload; a batch is one
  std::int64_t refused = 0;    ///< of them, with 503
};

/// A portal with the documented bucket on a thread of its own, a bot on it, and the client under test.
class Stage {
 public:
  explicit Stage(emulator::Options options = {});
  ~Stage();

  /// Draws on the bucket as others would have: its level from now on.
  void level(double drawn);
  /// The portal's connections break (or are whole again).
  void down(bool is);
  /// Forgets what was, so that the next workload meets the client as it is after a start.
  void fresh();

  /// An answer to that dialog, as a bot gives it. The outcome is gathered until finish().
  void answer(int dialog);
  void call(const std::string& method, const std::string& params, client::Priority priority, Tally& into,
            const std::string& dialog = {});
  /// Runs the task on the loop so long after the start.
  void at(Clock::duration when, std::function<void()> task);
  /// Ends the workload now; what has not been answered never will be.
  void cut() { loop_.stop(); }
  /// Once: runs until everything has been called and answered.
  Tally finish();

  [[nodiscard]] client::Traffic traffic() const { return client_->traffic(); }
  /// When the calls of that method reached the portal, in nanoseconds of the steady clock.
  std::vector<std::int64_t> arrivals(const std::string& method);

  template <class Function>
  auto on_portal(Function function) {
    std::packaged_task<std::invoke_result_t<Function, emulator::Portal&>(emulator::Portal&)> task(
        std::move(function));
    auto result = task.get_future();
    portal_->post([&task](emulator::Portal& portal) { task(portal); });
    return result.get();
  }
  [[nodiscard]] const std::string& url() const { return portal_->url(); }
  Tally& outcome() { return outcome_; }

 private:
  void register_bot();
  void settle();

  SystemLoop loop_;
  std::unique_ptr<PortalThread> portal_;
  std::unique_ptr<client::Client> client_;
  std::int64_t bot_ = 0;
  std::int64_t called_before_ = 0;  // calls that the portal had seen when the workload began
  Clock::time_point began_;
  int open_ = 0;  // calls and tasks that have not ended
  int number_ = 0;
  Tally outcome_;
  std::vector<Handle> handles_;
  std::vector<Handle> tasks_;
};

/// A call that nothing governs, `server.time`; the moment at which it began, as arrivals() counts.
std::int64_t bare_call(const std::string& url);

/// Somebody else behind the same address, who calls at an even pace until the end. Does not repeat.
class Neighbour {
 public:
  Neighbour(const std::string& url, double rate);
  ~Neighbour();
  /// Ends it; calls and refusals so far.
  std::pair<int, int> stop();

 private:
  std::atomic<bool> over_ = false;
  int calls_ = 0;
  int refused_ = 0;
  std::thread thread_;
};

}  // namespace luabot::bench
