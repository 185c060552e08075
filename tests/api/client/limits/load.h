#pragma once
#include <list>
#include <optional>
#include <string>

#include "api/client/client.h"
#include "tests/api/client/limits/sim_portal.h"

namespace luabot::test {

/// A client before a simulated portal, and the calls that a test makes with it.
struct Load {
  struct Entry {
    std::string dialog;
    std::size_t number = 0;  ///< of all
    TimePoint made{};
    std::optional<TimePoint> ended;
    std::optional<Error> error;
    Handle handle;
  };

  explicit Load(client::Limit limit = {50, 2});
  ~Load();
  Load(const Load&) = delete;
  Load& operator=(const Load&) = delete;

  Entry& call(client::Call call);
  /// An answer to a person: a message that carries its number.
  Entry& say(const std::string& dialog, client::Priority priority = client::Priority::answer);
  /// So many answers, spread over so many dialogs.
  void say_many(std::size_t messages, std::size_t dialogs);
  /// Runs until all calls have ended, at most that long. Returns how long it took.
  Duration run(Duration most);
  void advance(Duration time) { loop.advance(time); }

  [[nodiscard]] std::size_t open() const;
  [[nodiscard]] std::size_t failed() const;
  /// Whether the portal carried out each message once, and those of each dialog in order.
  void check_each_once_in_order() const;
  /// What this part of the calls waited at most, from being made to the end.
  [[nodiscard]] Duration delay(double part) const;

  SimLoop loop;
  SimPortal* portal = nullptr;
  std::optional<client::Client> client;
  std::list<Entry> entries;
  Duration timeout = std::chrono::minutes(10);
};

}  // namespace luabot::test
