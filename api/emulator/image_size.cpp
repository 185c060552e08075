#include "api/emulator/image_size.h"

namespace luabot::emulator {
namespace {

unsigned byte(std::string_view data, std::size_t at) {
  return at < data.size() ? static_cast<unsigned char>(data[at]) : 0;
}
unsigned big(std::string_view data, std::size_t at) {
  return byte(data, at) << 8 | byte(data, at + 1);
}
unsigned little(std::string_view data, std::size_t at) {
  return byte(data, at + 1) << 8 | byte(data, at);
}

bool begins(std::string_view data, std::string_view with) {
  return data.substr(0, with.size()) == with;
}

/// Walks a JPEG's segments to its frame header, which holds the size.
std::optional<ImageSize> jpeg_size(std::string_view data) {
  for (std::size_t at = 2; at + 9 < data.size() && byte(data, at) == 0xFF;) {
    const auto kind = byte(data, at + 1);
    const bool frame = kind >= 0xC0 && kind <= 0xCF && kind != 0xC4 && kind != 0xC8 && kind != 0xCC;
    if (frame) return ImageSize{.width = big(data, at + 7), .height = big(data, at + 5)};
    at += 2 + big(data, at + 2);
  }
  return std::nullopt;
}

}  // namespace

std::optional<ImageSize> image_size(std::string_view bytes) {
  if (begins(bytes, "\x89PNG") && bytes.size() >= 24) {
    return ImageSize{.width = big(bytes, 16) << 16 | big(bytes, 18),
                     .height = big(bytes, 20) << 16 | big(bytes, 22)};
  }
  if (begins(bytes, "GIF8") && bytes.size() >= 10) {
    return ImageSize{.width = little(bytes, 6), .height = little(bytes, 8)};
  }
  return begins(bytes, "\xFF\xD8") ? jpeg_size(bytes) : std::nullopt;
}

}  // namespace luabot::emulator
