#pragma once
#include <cstdint>
#include <functional>
#include <string>
#include <vector>

#include "api/base/json.h"
#include "api/base/loop.h"
#include "api/client/client.h"
#include "runtime/registration/definition.h"

namespace luabot {

/// Makes the portal's bot what the script says: registers it or finds it, updates what differs, registers the
/// commands that are missing. While the portal cannot be reached it says so and keeps trying.
class Registrar {
 public:
  using Done = std::function<void(Result<std::int64_t> bot_id)>;

  /// Called when the portal's bot is about to have its events pushed that were fetched until now. What waits
  /// at the portal can be fetched before `go_on`, and perhaps not after it.
  using BeforePush = std::function<void(std::int64_t bot_id, std::function<void()> go_on)>;

  /// `speaker` is what log lines begin with.
  Registrar(Loop& loop, client::Client& client, std::string speaker = "registration",
            BeforePush before_push = {})
      : loop_(loop), client_(client), speaker_(std::move(speaker)), before_push_(std::move(before_push)) {}

  /// `token` is empty for a bot of an application (OAuth). `done` comes once: the portal's botId, or why the
  /// portal refuses the bot.
  void start(BotDefinition definition, Secret token, Done done);
  /// Asks for nothing more; `done` never comes.
  void stop() { under_way_.reset(), silence_.reset(); }
  /// The bot as the portal shows it to its owner, JSON text; empty before the portal has answered.
  [[nodiscard]] const std::string& bot() const { return bot_; }

 private:
  using Next = std::function<void(const Json& result)>;
  void watch(const char* method);
  void call(const char* method, const Json& params, const Next& next);
  void registered(const Json& result);
  [[nodiscard]] Json of_bot() const;
  void update(const Json& changed);
  void list_commands();
  void register_commands(std::vector<CommandDefinition> missing);
  void fail(const char* method, const Error& error);

  Loop& loop_;
  client::Client& client_;
  std::string speaker_;
  BeforePush before_push_;
  BotDefinition definition_;
  std::string bot_;
  Secret token_;
  Done done_;
  std::int64_t bot_id_ = 0;
  std::string trouble_;  // what the last failed call said, to say it once
  bool silence_told_ = false;
  Handle silence_;
  Handle under_way_;
};

/// The part of `wanted` (fields of Bot.register) that Bot.update can change and that the portal's answer to
/// Bot.register shows to be different; an empty object when all is as it should be.
[[nodiscard]] Json difference(const Json& wanted, const Json& registered);

}  // namespace luabot
