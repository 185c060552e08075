#include "api/emulator/input_actions.h"

#include <algorithm>
#include <utility>

namespace luabot::emulator {
namespace {
constexpr Id usual_seconds = 30;
constexpr Id most_seconds = 600;
}  // namespace

void show_input_action(State& state, const Chat& chat, Id user, std::string type, std::optional<Id> seconds) {
  end_input_action(state, chat.id, user);
  const auto lasting = std::clamp<Id>(seconds.value_or(usual_seconds), 1, most_seconds);
  state.input_actions.push_back({.chat_id = chat.id,
                                 .user_id = user,
                                 .type = std::move(type),
                                 .until_ms = state.now_ms() + lasting * 1000});
}

void end_input_action(State& state, Id chat, Id user) {
  const auto now = state.now_ms();
  auto& all = state.input_actions;
  all.erase(std::remove_if(all.begin(), all.end(),
                           [&](const InputAction& action) {
                             const bool meant = action.chat_id == chat && action.user_id == user;
                             return meant || action.until_ms <= now;
                           }),
            all.end());
}

std::vector<InputAction> input_actions(const State& state, Id chat) {
  std::vector<InputAction> out;
  for (const auto& action : state.input_actions) {
    if (action.chat_id == chat && action.until_ms > state.now_ms()) out.push_back(action);
  }
  return out;
}

}  // namespace luabot::emulator
