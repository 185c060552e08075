#pragma once
#include <cstdint>
#include <functional>
#include <memory>
#include <string>
#include <unordered_set>
#include <vector>

#include "api/base/loop.h"
#include "api/client/client.h"
#include "runtime/intake/polling.h"
#include "runtime/journal/journal.h"

namespace luabot {

/// Fetches a bot's events: poll, journal, and only then confirm. The confirmation is the `offset` of the next
/// poll, which is asked after the commit of what came before; so an event is either still the portal's or
/// already ours.
class Intake {
 public:
  struct Hooks {
    /// Runs that came of a page, after their commit.
    std::function<void(std::vector<journal::Run>)> accepted;
    /// Whether anything handles events of this type; others are confirmed and forgotten.
    std::function<bool(const std::string& type)> wanted;
    /// Whether more runs can be taken on; else polling waits for resume().
    std::function<bool()> room;
    std::string speaker = "intake";  ///< in log lines
  };

  Intake(Loop& loop, journal::Journal& journal, client::Client& client, Polling polling, Hooks hooks);

  ~Intake();
  Intake(const Intake&) = delete;
  Intake& operator=(const Intake&) = delete;

  void start(journal::BotKey key, std::int64_t bot_id, Secret token, std::int64_t offset);
  /// What start() and drain() ask for: the bot's events, or the events of its user (im.v2.Event.get) alone.
  enum class Source { bot, bot_and_user, user };
  void set_source(Source source) { source_ = source; }
  /// Fetches what waits now, without a pause; `done` comes after the commit of the last of it, or when the
  /// portal refuses to give events. `once` does not try again when the portal cannot be reached.
  void drain(journal::BotKey key, std::int64_t bot_id, Secret token, std::int64_t offset, bool once,
             std::function<void()> done);
  /// Events below it have been taken.
  [[nodiscard]] std::int64_t offset() const { return offset_; }
  /// No further polls; what is being committed is still handed over.
  void stop();
  /// There may be room again.
  void resume();
  /// Polls now rather than when it is due: somebody knows that an event waits.
  void poke();
  /// A conversation goes on: an event is to be expected soon.
  void quicken();
  /// Whether events have been fetched that are not committed yet.
  [[nodiscard]] bool committing() const { return committing_; }

 private:
  void poll();
  void poll_after(Duration delay);
  [[nodiscard]] Duration pause() const;
  void got(const client::Answer& answer);
  void committed(std::vector<journal::Run> runs, std::int64_t next_offset, bool again);
  void failed(const Error& error);
  void drained();
  bool wanted(const std::string& type);

  Loop& loop_;
  journal::Journal& journal_;
  client::Client& client_;
  Polling polling_;
  Hooks hooks_;
  journal::BotKey key_ = 0;
  std::int64_t bot_id_ = 0;
  Secret token_;
  std::int64_t offset_ = 0;
  TimePoint sign_{};  // of a conversation, the last
  TimePoint due_{};   // the poll that timer_ is for
  Source source_ = Source::bot;
  std::function<void()> drained_;  // what waits for the end of drain()
  bool once_ = false;
  bool running_ = false;
  bool committing_ = false;
  bool full_ = false;  // waiting for room
  bool poked_ = false;
  int page_;             // events to ask for: fewer than polling_.page after an answer that was too large
  std::string trouble_;  // what the last failed poll said, to say it once
  std::unordered_set<std::string> strange_;  // event types that have been told of
  std::shared_ptr<Intake*> self_;            // nulled on destruction, for commits on their way
  Handle timer_;
  Handle call_;
};

}  // namespace luabot
