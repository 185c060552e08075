#include "api/base/base64.h"

#include <array>
#include <cstdint>

namespace luabot {
namespace {

constexpr std::uint8_t bad = 0xFF;
constexpr std::uint8_t blank = 0xFE;

constexpr std::array<std::uint8_t, 256> digits() {
  std::array<std::uint8_t, 256> out{};
  for (auto& digit : out) digit = bad;
  constexpr std::string_view alphabet = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
  for (std::size_t i = 0; i < alphabet.size(); ++i) {
    out[static_cast<unsigned char>(alphabet[i])] = static_cast<std::uint8_t>(i);
  }
  for (const char c : {' ', '\n', '\r', '\t'}) out[static_cast<unsigned char>(c)] = blank;
  return out;
}

}  // namespace

std::optional<std::string> decode_base64(std::string_view text) {
  static constexpr auto values = digits();
  std::string out;
  out.reserve(text.size() / 4 * 3 + 3);
  std::uint32_t bits = 0;
  int count = 0;         // bits that wait in `bits`
  std::size_t seen = 0;  // digits
  bool ended = false;    // by "="
  for (const char c : text) {
    const auto value = values[static_cast<unsigned char>(c)];
    if (value == blank) continue;
    if (c == '=') {
      ended = true;
      continue;
    }
    if (value == bad || ended) return std::nullopt;
    bits = (bits << 6 | value) & 0xFFFFFF;
    count += 6;
    ++seen;
    if (count < 8) continue;
    count -= 8;
    out += static_cast<char>(bits >> count & 0xFF);
  }
  if (seen % 4 == 1) return std::nullopt;
  return out;
}

}  // namespace luabot
