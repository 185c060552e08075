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

  /// Puts the way into what is registered, and opens the bot's path, where posts get 503 before start().
  void prepare(BotDefinition& definition);
  /// For the moment before a bot that fetched is switched to pushed events: fetches what waits.
  void drain(const Target& target, std::function<void()> done);
  /// Begins. `bot` is the bot as the portal shows it, JSON text; `user_events`: subscribe to those, too.
  void start(Target target, std::string bot, bool user_events);
  void stop();
  void resume();
  void poke();
  /// Whether events have arrived that are not committed yet.
  [[nodiscard]] bool committing() const;

 private:
  void begin(bool user_events);
  void begin_user_intake();

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
  std::string path_;
  Handle subscribing_;
};

}  // namespace luabot
