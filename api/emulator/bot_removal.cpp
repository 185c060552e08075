#include <iterator>
#include <utility>

#include "api/emulator/delivery.h"
#include "api/emulator/membership.h"

namespace luabot::emulator {

void remove_bot(State& state, Id id) {
  const auto at = state.bots.find(id);
  if (at == state.bots.end()) return;
  deliver_farewell(state, at->second);
  // A dialog keeps its two sides, so that its messages stay readable.
  for (auto& [chat_id, chat] : state.chats) leave_chat(chat, id);
  for (auto command = state.commands.begin(); command != state.commands.end();) {
    command = command->second.bot == id ? state.commands.erase(command) : std::next(command);
  }
  state.find_user(id)->active = false;
  if (!at->second.events.empty()) state.departed[id] = std::move(at->second);
  state.bots.erase(at);
}

}  // namespace luabot::emulator
