#include "runtime/worker/utf8.h"

#include <cstdint>
#include <cstring>

namespace luabot::worker {
namespace {

/// Length of the character that begins `text`, 0 if it is not one. Table 3-7 of the Unicode standard.
std::size_t character(std::string_view text) {
  const auto byte = [&](std::size_t i) { return i < text.size() ? static_cast<unsigned char>(text[i]) : 0U; };
  const auto tail = [&](std::size_t i) { return (byte(i) & 0xc0U) == 0x80U; };
  const unsigned a = byte(0), b = byte(1);
  if (a < 0x80) return 1;
  if (a >= 0xc2 && a <= 0xdf) return tail(1) ? 2 : 0;
  if (a >= 0xe0 && a <= 0xef) {
    const bool range = tail(1) && (a != 0xe0 || b >= 0xa0) && (a != 0xed || b <= 0x9f);
    return range && tail(2) ? 3 : 0;
  }
  if (a >= 0xf0 && a <= 0xf4) {
    const bool range = tail(1) && (a != 0xf0 || b >= 0x90) && (a != 0xf4 || b <= 0x8f);
    return range && tail(2) && tail(3) ? 4 : 0;
  }
  return 0;
}

}  // namespace

std::size_t invalid_utf8(std::string_view text) {
  std::size_t i = 0;
  while (i < text.size()) {
    // Most text is ASCII: eight bytes at a time.
    std::uint64_t word = 0;
    if (i + sizeof word <= text.size()) {
      std::memcpy(&word, text.data() + i, sizeof word);
      if ((word & 0x8080808080808080) == 0) {
        i += sizeof word;
        continue;
      }
    }
    const auto size = character(text.substr(i));
    if (size == 0) return i;
    i += size;
  }
  return i;
}

std::string clean_utf8(std::string_view text) {
  std::string out;
  for (;;) {
    const auto bad = invalid_utf8(text);
    out.append(text, 0, bad);
    if (bad == text.size()) return out;
    out += "\xef\xbf\xbd";
    text.remove_prefix(bad + 1);
  }
}

}  // namespace luabot::worker
