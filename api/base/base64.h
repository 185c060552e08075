#pragma once
#include <optional>
#include <string>
#include <string_view>

namespace luabot {

/// The bytes that base64 stands for; nothing when it is none. White space in it and missing "=" at its end
/// are forgiven, as PHP forgives them.
[[nodiscard]] std::optional<std::string> decode_base64(std::string_view text);

}  // namespace luabot
