#pragma once
#include <vector>

#include "api/emulator/state.h"

namespace luabot::emulator {

/// A place among a chat's messages.
using Spot = std::vector<Id>::const_iterator;

/// The authors of the messages from `from` up to `to`, each once, in order of appearance.
[[nodiscard]] std::vector<const User*> authors(const State& state, Spot from, Spot to);

}  // namespace luabot::emulator
