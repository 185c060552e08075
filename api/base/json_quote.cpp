#include <array>

#include "api/base/json_text.h"

namespace luabot::json_text {
namespace {

/// 1 for a byte that stands in a JSON string as it is and is a character of its own.
constexpr auto plain = [] {
  std::array<unsigned char, 256> table{};
  for (unsigned byte = 0x20; byte < 0x80; ++byte) table[byte] = byte != '"' && byte != '\\' ? 1 : 0;
  return table;
}();

/// How many bytes the character at the beginning of the text has; 0 when it is not UTF-8 (RFC 3629: no
/// overlong forms, no surrogates, nothing beyond U+10FFFF).
std::size_t character(std::string_view text) {
  const auto at = [&](std::size_t i) { return static_cast<unsigned char>(text[i]); };
  const auto follows = [&](std::size_t i) { return i < text.size() && (at(i) & 0xC0U) == 0x80U; };
  const unsigned first = at(0);
  if (first >= 0xC2 && first <= 0xDF) return follows(1) ? 2 : 0;
  if (first >= 0xE0 && first <= 0xEF) {
    if (!follows(1) || !follows(2)) return 0;
    if ((first == 0xE0 && at(1) < 0xA0) || (first == 0xED && at(1) > 0x9F)) return 0;
    return 3;
  }
  if (first >= 0xF0 && first <= 0xF4) {
    if (!follows(1) || !follows(2) || !follows(3)) return 0;
    if ((first == 0xF0 && at(1) < 0x90) || (first == 0xF4 && at(1) > 0x8F)) return 0;
    return 4;
  }
  return 0;
}

void escape(std::string& out, char c) {
  constexpr std::string_view hex = "0123456789abcdef";
  const auto byte = static_cast<unsigned char>(c);
  switch (c) {
    case '"':
      out += "\\\"";
      return;
    case '\\':
      out += "\\\\";
      return;
    case '\n':
      out += "\\n";
      return;
    case '\r':
      out += "\\r";
      return;
    case '\t':
      out += "\\t";
      return;
    default:
      out += "\\u00";
      out += hex[byte >> 4U];
      out += hex[byte & 15U];
  }
}

}  // namespace

void quote(std::string& out, std::string_view text) {
  out += '"';
  std::size_t from = 0;
  std::size_t at = 0;
  while (at < text.size()) {
    const auto byte = static_cast<unsigned char>(text[at]);
    if (plain[byte] != 0) {
      ++at;
      continue;
    }
    const std::size_t length = byte >= 0x80 ? character(text.substr(at)) : 0;
    if (length > 0) {
      at += length;
      continue;
    }
    out.append(text, from, at - from);
    if (byte >= 0x80)
      out += "\xEF\xBF\xBD";
    else
      escape(out, text[at]);
    from = ++at;
  }
  out.append(text, from, at - from);
  out += '"';
}

}  // namespace luabot::json_text
