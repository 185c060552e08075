#pragma once
#include <string>
#include <string_view>

namespace luabot::emulator {

/// The code of the refusal of a bot's picture, "" when it is good: base64 of an image of 5000 x 5000 pixels
/// at most. The size is read of PNG, GIF and JPEG.
[[nodiscard]] std::string avatar_error(std::string_view base64);

}  // namespace luabot::emulator
