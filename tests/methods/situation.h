#pragma once
#include <string>
#include <string_view>

#include "api/catalog/catalog.h"
#include "tests/api/emulator/desk.h"

namespace luabot::test {

/// A portal in which every method has something to work with: person 1, whose webhook it is, people 2 and 3,
/// a supervisor bot with a command, chat1 with all of them, chat2 with none of them, a file, a second chat.
struct Situation : Desk {
  Situation();

  emulator::Id bot_id = 0;
  emulator::Id hers = 0;          ///< a message of person 2 in chat1
  emulator::Id own = 0;           ///< one of person 1
  emulator::Id of_bot = 0;        ///< one of the bot
  emulator::Id foreign = 0;       ///< one in chat2
  emulator::Id elsewhere = 0;     ///< one of person 1 in a third chat
  emulator::Id private_chat = 0;  ///< of persons 1 and 2
  std::string of_its_own;         ///< the dialog of a chat that the bot owns
  emulator::Id file = 0;          ///< in chat1

  /// The fewest parameters with which the method works here: the required ones by their descriptions, those
  /// that depend on the state by a table.
  [[nodiscard]] Json minimal(const catalog::Method& method) const;

  /// Puts the state where `params` bring about the error, and returns them; null when no state of a portal
  /// does, or none that the host would let a script ask about.
  [[nodiscard]] Json provoking(const catalog::Method& method, std::string_view code);
};

}  // namespace luabot::test
