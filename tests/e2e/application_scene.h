#pragma once
#include <cstdint>
#include <memory>
#include <string>

#include "tests/e2e/world.h"

namespace luabot::test {

/// A portal with an application, and hosts that know its secret and run the echo bot for it.
struct ApplicationScene {
  static constexpr std::int64_t user = 100;

  /// Writes a luabot.toml for the portal "globex"; returns its path. Lines of TOML: `server` is the [server],
  /// `oauth` follows the application, `bot` follows the bot's script.
  [[nodiscard]] std::string config(const std::string& server, const std::string& oauth,
                                   const std::string& bot);
  [[nodiscard]] static std::unique_ptr<Program> host(const std::string& config);
  /// The user says it, and the bot says it back.
  void check_answers(const std::string& text);

  World world{with_application()};

 private:
  static emulator::Options with_application();
};

}  // namespace luabot::test
