#pragma once
#include <string>
#include <string_view>

#include "api/base/json.h"

namespace luabot::reference {

/// A JSON value as the Lua source that sends it: `{ dialogId = "chat5", fields = { message = "Hello" } }`.
[[nodiscard]] std::string lua_text(const Json& value);

/// Whether a text may follow a dot in Lua: a word that is no keyword.
[[nodiscard]] bool is_lua_name(std::string_view text);

}  // namespace luabot::reference
