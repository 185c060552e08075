#pragma once
#include <functional>
#include <map>
#include <memory>
#include <string>
#include <vector>

#include "api/base/json.h"
#include "api/base/system_loop.h"
#include "runtime/host/bot.h"
#include "tests/api/client/fake_transport.h"
#include "tests/support/temp_dir.h"

namespace luabot::test {

/// A bot with a real journal and real worker processes, whose worker and portal do what the test says.
class Stage {
 public:
  Stage();
  ~Stage();
  Stage(const Stage&) = delete;
  Stage& operator=(const Stage&) = delete;

  /// Starts the bot on what is in the journal; `more` goes into its scripts (see fake_worker.cpp).
  void start(const Json& more);
  void start();
  /// Ends everything as a kill would.
  void end();
  /// An event for the bot; the actions are what the worker does with it.
  void event(std::int64_t id, const std::string& dialog, const std::vector<Json>& actions);
  /// Serves until the condition holds; false when it has not within 30 s.
  bool until(const std::function<bool()>& holds);
  /// Serves for as long as it takes that all events are over.
  bool until_idle();
  /// Serves a while, for what must not happen.
  void a_while();

  /// A file of that name in the test's directory.
  [[nodiscard]] std::string file(const std::string& name) const { return (dir_.path() / name).string(); }
  /// SQL on the journal's file.
  [[nodiscard]] std::string sql(const std::string& query) const;
  /// How often the worker called custom.note with that text.
  [[nodiscard]] int notes(const std::string& text) const;

  bool answering = true;    ///< the portal answers calls of custom.note
  bool registering = true;  ///< the portal answers Bot.register
  std::vector<std::string> noted{};
  std::vector<std::string> failures{};
  int polls = 0;
  int foreign = 0;
  bool ready = false;
  std::unique_ptr<Bot> bot{};

 private:
  void serve_portal();
  std::string result_of(const std::string& method, const Json& params);

  TempDir dir_{};
  std::unique_ptr<SystemLoop> loop_{};
  std::unique_ptr<journal::Journal> journal_{};
  std::unique_ptr<client::Client> client_{};
  FakeTransport* net_ = nullptr;
  std::size_t seen_ = 0;
  std::vector<std::size_t> open_{};
  std::map<std::int64_t, std::string> queue_{};  // events by id, JSON text
};

/// Actions of the worker.
Json note(const std::string& text);
Json mistake();
Json crash();

}  // namespace luabot::test
