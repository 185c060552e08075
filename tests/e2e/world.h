#pragma once
#include <chrono>
#include <functional>
#include <future>
#include <memory>
#include <string>
#include <type_traits>
#include <vector>

#include "api/emulator/emulator.h"
#include "runtime/console/portal_thread.h"
#include "tests/support/child.h"
#include "tests/support/temp_dir.h"

namespace luabot::test {

/// An emulated portal, a data directory and the real program.
class World {
 public:
  explicit World(emulator::Options options = unlimited());

  /// A portal without a rate limit, so that tests need not wait for the bucket.
  static emulator::Options unlimited();

  /// Runs the function on the portal's thread and returns what it returns.
  template <class Function>
  auto at_portal(Function function) {
    using Value = std::invoke_result_t<Function, emulator::Portal&>;
    std::promise<Value> promise;
    auto future = promise.get_future();
    portal_->post([&](emulator::Portal& portal) {
      if constexpr (std::is_void_v<Value>) {
        function(portal);
        promise.set_value();
      } else {
        promise.set_value(function(portal));
      }
    });
    return future.get();
  }

  /// `luabot run SCRIPT` on the portal with its data here; `more` are further arguments.
  [[nodiscard]] std::unique_ptr<Child> host(const std::string& script,
                                            std::vector<std::string> more = {}) const;
  /// The same, once it is ready; fails the test when it is not.
  [[nodiscard]] std::unique_ptr<Child> ready_host(const std::string& script,
                                                  std::vector<std::string> more = {}) const;

  /// The id of the portal's only bot, 0 before it is registered.
  std::int64_t bot();
  /// A user writes to the bot in private, or to `dialog`.
  std::int64_t say(std::int64_t user, const std::string& text, const std::string& dialog = {});
  /// What bots wrote in the private dialog with that user, or in `dialog`, oldest first.
  std::vector<std::string> answers(std::int64_t user, const std::string& dialog = {});
  /// Messages that bots have posted.
  int posted();
  /// Waits until bots have posted that many messages.
  bool wait_posted(int count, std::chrono::seconds within = std::chrono::seconds(60));
  /// Calls of the method (any case) that the portal has received.
  int calls(const std::string& method);
  /// Waits until the function, run on the portal's thread, is true.
  bool wait(const std::function<bool(emulator::Portal&)>& is,
            std::chrono::seconds within = std::chrono::seconds(60));

  [[nodiscard]] const std::string& url() const { return portal_->url(); }
  [[nodiscard]] const TempDir& dir() const { return dir_; }
  [[nodiscard]] std::string data() const { return (dir_.path() / "data").string(); }

 private:
  TempDir dir_;
  std::unique_ptr<PortalThread> portal_;
  std::shared_ptr<int> posted_ = std::make_shared<int>(0);  // the portal's thread's
};

/// The program under test and the examples' folder.
[[nodiscard]] std::string luabot();
[[nodiscard]] std::string example(const std::string& name);

}  // namespace luabot::test
