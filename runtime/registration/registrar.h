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

  /// `speaker` is what log lines begin with.
  Registrar(Loop& loop, client::Client& client, std::string speaker = "registration")
      : loop_(loop), client_(client), speaker_(std::move(speaker)) {}

  /// `token` is empty for a bot of an application (OAuth). `done` comes once: the portal's botId, or why the
  /// portal refuses the bot.
  void start(BotDefinition definition, Secret token, Done done);

 private:
  using Next = std::function<void(const Json& result)>;
  void call(const char* method, const Json& params, const Next& next);
  void registered(const Json& result);
  [[nodiscard]] Json of_bot() const;
  void list_commands();
  void register_commands(std::vector<CommandDefinition> missing);
  void fail(const char* method, const Error& error);

  Loop& loop_;
  client::Client& client_;
  std::string speaker_;
  BotDefinition definition_;
  Secret token_;
  Done done_;
  std::int64_t bot_id_ = 0;
  std::string trouble_;  // what the last failed call said, to say it once
  Handle under_way_;
};

/// The part of `wanted` (fields of Bot.register) that Bot.update can change and that the portal's answer to
/// Bot.register shows to be different; an empty object when all is as it should be.
[[nodiscard]] Json difference(const Json& wanted, const Json& registered);

}  // namespace luabot
