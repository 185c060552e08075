#pragma once
#include <string>
#include <string_view>
#include <vector>

#include "api/emulator/entities.h"

namespace luabot::emulator {

/// A message's text as the portal stores it: `[BR]` and `#BR#` become line breaks, white space around it
/// goes, and what is beyond 20,000 characters is cut and " (...)" put in its place.
[[nodiscard]] std::string stored_text(std::string_view text);

/// A slash command as written: "/help topic".
struct Typed {
  std::string command;  ///< "/help"
  std::string params;   ///< "topic"
};

/// The commands of a message: every line that begins with a slash is one.
[[nodiscard]] std::vector<Typed> typed_commands(std::string_view text);

/// Whether the text has `[USER=id]` of this user.
[[nodiscard]] bool mentions(std::string_view text, Id user);

[[nodiscard]] std::string lower(std::string_view text);

}  // namespace luabot::emulator
