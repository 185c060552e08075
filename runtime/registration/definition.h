#pragma once
#include <cstdint>
#include <string>
#include <string_view>
#include <unordered_set>
#include <vector>

#include "api/base/error.h"

namespace luabot {

/// A slash command that a bundle registered; texts are by language code, JSON objects.
struct CommandDefinition {
  std::string name;    ///< without the slash
  std::string fields;  ///< `fields` of imbot.v2.Command.register, JSON text
};

/// What a bundle says its bot is: the worker's `ready` message, read and checked.
struct BotDefinition {
  std::string code;
  std::string fields;  ///< `fields` of imbot.v2.Bot.register without botToken, JSON text
  std::vector<CommandDefinition> commands;
  std::unordered_set<std::string> handlers;  ///< event types; "*" takes what no other handler does

  [[nodiscard]] bool handles(const std::string& type) const {
    return handlers.contains(type) || handlers.contains("*");
  }

  /// Whether it handles events of the user that the host acts for, which have to be subscribed to.
  [[nodiscard]] bool handles_user_events() const;

  /// Makes the bot one whose events are posted to this address instead of being fetched.
  void push_to(const std::string& url);

  static Result<BotDefinition> parse(std::string_view json);
};

}  // namespace luabot
