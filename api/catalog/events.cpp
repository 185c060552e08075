#include "api/catalog/events.h"

#include <algorithm>
#include <array>

namespace luabot::catalog {
namespace {

/// Of bots, and of the users who subscribed (Bitrix24 documentation, chat bots 2.0, events).
constexpr std::array<std::string_view, 13> known = {
    "ONIMBOTV2MESSAGEADD", "ONIMBOTV2MESSAGEUPDATE", "ONIMBOTV2MESSAGEDELETE", "ONIMBOTV2JOINCHAT",
    "ONIMBOTV2DELETE",     "ONIMBOTV2CONTEXTGET",    "ONIMBOTV2COMMANDADD",    "ONIMBOTV2REACTIONCHANGE",
    "ONIMV2MESSAGEADD",    "ONIMV2MESSAGEUPDATE",    "ONIMV2MESSAGEDELETE",    "ONIMV2JOINCHAT",
    "ONIMV2REACTIONCHANGE"};

}  // namespace

bool is_known_event(std::string_view type) {
  return std::find(known.begin(), known.end(), type) != known.end();
}

}  // namespace luabot::catalog
