#include "api/emulator/avatar.h"

#include <optional>

namespace luabot::emulator {
namespace {

constexpr unsigned most_pixels = 5000;

std::optional<std::string> decode(std::string_view text) {
  constexpr std::string_view digits = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
  std::string out;
  unsigned bits = 0;
  int count = 0;
  for (const char c : text) {
    if (c == '=' || c == '\n' || c == '\r') continue;
    const auto digit = digits.find(c);
    if (digit == std::string_view::npos) return std::nullopt;
    bits = bits << 6 | static_cast<unsigned>(digit);
    count += 6;
    if (count < 8) continue;
    count -= 8;
    out += static_cast<char>(bits >> count & 0xFF);
  }
  return out;
}

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
bool jpeg_too_large(std::string_view data) {
  for (std::size_t at = 2; at + 9 < data.size() && byte(data, at) == 0xFF;) {
    const auto kind = byte(data, at + 1);
    const bool frame = kind >= 0xC0 && kind <= 0xCF && kind != 0xC4 && kind != 0xC8 && kind != 0xCC;
    if (frame) return big(data, at + 5) > most_pixels || big(data, at + 7) > most_pixels;
    at += 2 + big(data, at + 2);
  }
  return false;
}

bool too_large(std::string_view data) {
  if (begins(data, "\x89PNG")) {
    const bool huge = big(data, 16) != 0 || big(data, 20) != 0;
    return huge || big(data, 18) > most_pixels || big(data, 22) > most_pixels;
  }
  if (begins(data, "GIF8")) return little(data, 6) > most_pixels || little(data, 8) > most_pixels;
  return begins(data, "\xFF\xD8") && jpeg_too_large(data);
}

}  // namespace

std::string avatar_error(std::string_view base64) {
  const auto data = decode(base64);
  const bool image = data && (begins(*data, "\x89PNG") || begins(*data, "GIF8") ||
                              begins(*data, "\xFF\xD8") || begins(*data, "BM") || begins(*data, "RIFF"));
  if (!image) return "BOT_AVATAR_INCORRECT_TYPE";
  return too_large(*data) ? "BOT_AVATAR_INCORRECT_SIZE" : "";
}

}  // namespace luabot::emulator
