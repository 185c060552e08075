#pragma once
#include <string>

#include "api/emulator/params.h"
#include "api/emulator/state.h"

namespace luabot::emulator {

/// A message made of the `fields` of a sending method, or the code of their refusal.
struct Draft {
  std::string error;  ///< empty: it is good. EMPTY_MESSAGE when it has neither text nor attachment.
  Message message;
};
[[nodiscard]] Draft compose(const State& state, const Bot& bot, const Chat& chat, const Params& fields);

/// The key by which the portal drops repeats of a message: its templateId in lower case, if it is a UUID and
/// the message is not a system one; else "".
[[nodiscard]] std::string repeat_key(const Params& fields);

}  // namespace luabot::emulator
