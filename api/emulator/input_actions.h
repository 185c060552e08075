#pragma once
#include <optional>
#include <string>
#include <vector>

#include "api/emulator/state.h"

namespace luabot::emulator {

/// Shows in the chat that the user is busy, in place of what it was said to do before. `type` is "" for plain
/// typing; `seconds` are moved into 1 to 600, and are 30 when not given. A message of the user ends it.
void show_input_action(State& state, const Chat& chat, Id user, std::string type,
                       std::optional<Id> seconds = std::nullopt);
/// Ends it.
void end_input_action(State& state, Id chat, Id user);
/// What is shown in the chat now.
[[nodiscard]] std::vector<InputAction> input_actions(const State& state, Id chat);

}  // namespace luabot::emulator
