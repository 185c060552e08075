#pragma once
#include <cstdint>
#include <functional>
#include <memory>
#include <string>
#include <string_view>
#include <unordered_set>
#include <vector>

#include "api/base/loop.h"
#include "api/base/secret.h"
#include "api/http/server.h"
#include "runtime/intake/intake.h"
#include "runtime/journal/journal.h"

namespace luabot {

/// Takes a bot's pushed events: verify, journal, and only then answer 200, because a portal posts an event
/// once and never again. What arrives while a commit is under way is committed together after it. When the
/// journal does not come round, or too much waits for it, the answer is 503.
///
/// Runs for which there is no room stay in the journal alone and are read from it when there is room again,
/// so that a burst costs disk and not memory.
class PushedIntake {
 public:
  /// `room`: else runs wait in the journal until resume().
  using Hooks = Intake::Hooks;
  /// Who may post, and for whom.
  struct Target {
    journal::BotKey key = 0;
    std::int64_t bot_id = 0;
    /// What application_token has to be; of an empty one nothing is.
    Secret token{};
    /// Another that will do, which may come and change with an installation; null or empty for none.
    std::function<const Secret*()> other_token{};
    std::string
        bot{};  ///< the bot as the portal shows it to its owner, JSON text, put into each event's data
  };

  /// `caught_up` comes when no run is in the journal alone any more; may be empty.
  PushedIntake(Loop& loop, journal::Journal& journal, Hooks hooks, std::function<void()> caught_up = {});
  ~PushedIntake();
  PushedIntake(const PushedIntake&) = delete;
  PushedIntake& operator=(const PushedIntake&) = delete;

  /// Unfinished runs of an earlier host behind this one are in the journal alone. Before start().
  void left_behind(journal::BotKey key, journal::RunId last);
  /// Whether runs are in the journal alone.
  [[nodiscard]] bool behind() const { return spilled_; }
  void start(Target target);
  /// Nothing more is taken: 503. `done` comes, perhaps at once, when all that was posted is answered; it is
  /// still handed over.
  void close(std::function<void()> done);
  /// There may be room again.
  void resume();
  /// For Endpoint::route. Before start() the answer is 503.
  void handle(const http::Request& request, const http::Respond& respond);
  /// Whether events have been posted that are not handed over yet.
  [[nodiscard]] bool committing() const { return committing_ || !waiting_.empty() || spilled_; }

 private:
  struct Posted {
    journal::Event event;
    http::Respond respond;
  };
  [[nodiscard]] bool knows(std::string_view token) const;
  void take(journal::Event event, http::Respond respond);
  void commit();
  void committed(std::vector<journal::Run> runs);
  void hand_over(std::vector<journal::Run> runs);
  void stalled();
  void settle();
  void remember(std::int64_t id);

  Loop& loop_;
  journal::Journal& journal_;
  Hooks hooks_;
  std::function<void()> caught_up_;
  std::function<void()> closed_;  // what waits for the last answer
  Target target_;
  bool running_ = false;
  bool committing_ = false;
  bool stalled_ = false;  // the journal has not come round for too long
  bool spilled_ = false;  // runs behind last_ are in the journal alone
  bool reading_ = false;  // them
  bool told_ = false;     // of a wrong token
  journal::RunId last_ = 0;
  std::vector<Posted> waiting_;
  std::size_t waiting_bytes_ = 0;
  std::vector<http::Respond> answers_;  // of what is being committed
  std::vector<std::int64_t> ids_;
  std::unordered_set<std::int64_t> recent_, older_;  // events that have been committed, to drop repeats
  std::shared_ptr<PushedIntake*> self_;              // nulled on destruction, for commits on their way
  Handle patience_;
  Handle soon_;
};

}  // namespace luabot
