#pragma once
#include <functional>
#include <string>
#include <vector>

#include "runtime/endpoint/endpoint.h"
#include "runtime/intake/intake.h"
#include "runtime/intake/pushed_intake.h"
#include "runtime/registration/definition.h"

namespace luabot {

/// How one bot's events arrive: fetched, or posted to the host's endpoint. In both ways they end as runs in
/// the journal and go to the same hooks, so that nothing behind this knows which way they came.
class Delivery {
 public:
  struct Options {
    Polling polling;
    bool webhook = false;  ///< the portal posts events; needs the endpoint and its public URL
    /// Also takes what is posted late to a bot that fetches again; may be null.
    Endpoint* endpoint = nullptr;
    std::string public_url{};  ///< the endpoint as the portal reaches it: "https://bots.example.com"
    /// Known from an installation, which may change it, or the operator; null or empty when it is not.
    std::function<const Secret*()> application_token{};
  };
  using Hooks = PushedIntake::Hooks;

  /// A bot as the journal and the portal know it.
  struct Target {
    journal::BotKey key = 0;
    std::int64_t bot_id = 0;
    Secret token;
    std::int64_t offset = 0;
  };

  Delivery(Loop& loop, journal::Journal& journal, client::Client& client, std::string portal, Options options,
           Hooks hooks);
  ~Delivery();
  Delivery(const Delivery&) = delete;
  Delivery& operator=(const Delivery&) = delete;

  /// Runs that an earlier host took in and did not finish, oldest first; those of the user's events too, in
  /// whichever mode they came. To be called once, before start(). Of very many the oldest come: the others
  /// follow through the hooks, as resume() is called.
  [[nodiscard]] Result<std::vector<journal::Run>> unfinished(journal::BotKey key);
  /// Whether there are unfinished runs in the journal alone.
  [[nodiscard]] bool behind() const { return pushed_.behind(); }
  /// Puts the way into what is registered, and opens the bot's path, where posts get 503 before start().
  void prepare(BotDefinition& definition);
  /// For the moment before a bot that fetched is switched to pushed events: fetches what waits.
  void drain(const Target& target, std::function<void()> done);
  /// Begins. `bot` is the bot as the portal shows it, JSON text; `user_events`: subscribe to those, too.
  void start(Target target, std::string bot, bool user_events);
  /// Fetches no more. What is posted is still taken: a portal posts an event once.
  void stop();
  /// Takes nothing any more. `done` comes, perhaps at once, when all that was posted is answered.
  void close(std::function<void()> done);
  void resume();
  void poke();
  /// The bot has said something, so that an event is to be expected.
  void quicken();
  /// Whether events have arrived that are not committed yet.
  [[nodiscard]] bool committing() const;

 private:
  [[nodiscard]] Hooks fetching();
  [[nodiscard]] std::string user_row() const;
  void subscribe();
  void begin(bool user_events);
  void begin_user_intake();

  Loop& loop_;
  journal::Journal& journal_;
  client::Client& client_;
  std::string portal_;
  Options options_;
  Hooks hooks_;
  Intake intake_;
  Intake user_intake_;  // of events that are never pushed, for a bot whose own are
  PushedIntake pushed_;
  Target target_;
  std::string code_;
  bool user_events_ = false;      // the scripts handle them
  std::int64_t user_offset_ = 0;  // up to where they came while the bot's were pushed
  std::string path_;
  std::string trouble_;  // what the last failed subscription said, to say it once
  Handle subscribing_;
};

}  // namespace luabot
