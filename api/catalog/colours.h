#pragma once
#include <string_view>

namespace luabot::catalog {

/// What Bitrix24 makes of a colour's name: bots and chats are given "mint" and shown with "#4ba984"
/// (documentation of imbot.v2, chat colours). Empty for a name that it does not know.
[[nodiscard]] std::string_view colour(std::string_view name);

}  // namespace luabot::catalog
