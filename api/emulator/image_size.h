#pragma once
#include <optional>
#include <string_view>

namespace luabot::emulator {

/// In pixels.
struct ImageSize {
  unsigned width = 0;
  unsigned height = 0;
};

/// Read of the first bytes of a PNG, GIF or JPEG; nothing for anything else.
[[nodiscard]] std::optional<ImageSize> image_size(std::string_view bytes);

}  // namespace luabot::emulator
