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
#include "tests/support/raw_socket.h"
#include "tests/support/temp_dir.h"

namespace luabot::test {

/// From now on no child may ever print this; see secrets.cpp. So it is with any text that holds "pl4nted".
void plant(const std::string& secret);
/// All that was planted.
[[nodiscard]] std::vector<std::string> planted();

/// A child that is killed when its test leaves it behind.
class Program : public Child {
 public:
  using Child::Child;
  ~Program();
};

/// An emulated portal, a data directory and the real program. The tokens of the portal and its bots are
/// planted.
class World {
 public:
  /// 0 takes a free port.
  explicit World(emulator::Options options = unlimited(), std::uint16_t port = 0);
  ~World();
  World(const World&) = delete;
  World& operator=(const World&) = delete;

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

  /// Writes bot/main.lua; returns the folder. The first line declares the bot "t" and requires the library,
  /// `body` begins on the second.
  [[nodiscard]] std::string script(const std::string& body) const;

  /// `luabot run SCRIPT` on the portal with its data here; `more` are further arguments, `environment` more
  /// variables.
  [[nodiscard]] std::unique_ptr<Program> host(const std::string& script, std::vector<std::string> more = {},
                                              std::vector<std::string> environment = {}) const;
  /// The same, once it is ready; fails the test when it is not.
  [[nodiscard]] std::unique_ptr<Program> ready_host(const std::string& script,
                                                    std::vector<std::string> more = {},
                                                    std::vector<std::string> environment = {}) const;
  /// Starts `luabot ARGUMENTS` as they are.
  [[nodiscard]] static std::unique_ptr<Program> start(std::vector<std::string> arguments,
                                                      std::vector<std::string> environment = {});
  /// Runs `luabot ARGUMENTS` for the portal to its end.
  [[nodiscard]] Child::Result run(std::vector<std::string> arguments, const std::string& input = {},
                                  std::vector<std::string> environment = {}) const;

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
  /// Waits until the portal has received that many calls of the method.
  bool wait_calls(const std::string& method, int count);
  /// Waits until the function, run on the portal's thread, is true.
  bool wait(const std::function<bool(emulator::Portal&)>& is,
            std::chrono::seconds within = std::chrono::seconds(60));

  /// Replaces the portal's faults; an unknown kind fails the test.
  void faults(std::vector<emulator::FaultRule> rules);
  /// Puts an event into the bot's queue.
  void push_event(const std::string& type, const std::string& data);

  [[nodiscard]] const std::string& url() const { return portal_->url(); }
  [[nodiscard]] const TempDir& dir() const { return dir_; }
  [[nodiscard]] std::string data() const { return (dir_.path() / "data").string(); }

 private:
  TempDir dir_;
  std::unique_ptr<PortalThread> portal_;
  std::shared_ptr<int> posted_ = std::make_shared<int>(0);  // the portal's thread's
};

constexpr const char* send_method = "imbot.v2.Chat.Message.send";

/// The worker process of a host, 0 when there is none.
[[nodiscard]] pid_t worker_of(pid_t host);
/// How often the part occurs.
[[nodiscard]] int count_of(const std::string& text, const std::string& part);

/// Asks the program to stop, and checks that it does so without a complaint.
void stop(Program& host);

/// The program under test and the examples' folder.
[[nodiscard]] std::string program();
[[nodiscard]] std::string example(const std::string& name);

}  // namespace luabot::test
