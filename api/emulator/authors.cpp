#include "api/emulator/authors.h"

#include <algorithm>

namespace luabot::emulator {

std::vector<const User*> authors(const State& state, Spot from, Spot to) {
  std::vector<const User*> out;
  for (auto at = from; at != to; ++at) {
    const auto* user = state.find_user(state.find_message(*at)->author_id);
    if (user != nullptr && std::find(out.begin(), out.end(), user) == out.end()) out.push_back(user);
  }
  return out;
}

}  // namespace luabot::emulator
