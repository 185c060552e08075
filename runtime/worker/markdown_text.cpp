#include "runtime/worker/markdown_text.h"

#include <algorithm>
#include <array>
#include <utility>

namespace luabot::worker {
namespace {

void add_character(std::string& out, unsigned long code) {
  if (code == 0 || code > 0x10ffff || (code >= 0xd800 && code < 0xe000)) code = 0xfffd;
  const auto tail = [&](unsigned shift) { out += static_cast<char>(0x80U | ((code >> shift) & 0x3fU)); };
  if (code < 0x80) {
    out += static_cast<char>(code);
  } else if (code < 0x800) {
    out += static_cast<char>(0xc0U | (code >> 6U));
    tail(0);
  } else if (code < 0x10000) {
    out += static_cast<char>(0xe0U | (code >> 12U));
    tail(6), tail(0);
  } else {
    out += static_cast<char>(0xf0U | (code >> 18U));
    tail(12), tail(6), tail(0);
  }
}

std::string text_of(const MD_ATTRIBUTE& attribute) {
  std::string text;
  for (unsigned i = 0; attribute.text != nullptr && attribute.substr_offsets[i] < attribute.size; ++i) {
    const auto from = attribute.substr_offsets[i];
    const std::string_view piece(attribute.text + from, attribute.substr_offsets[i + 1] - from);
    text += attribute.substr_types[i] == MD_TEXT_ENTITY ? decoded(piece) : std::string(piece);
  }
  return text;
}

}  // namespace

char lower(char c) {
  return c >= 'A' && c <= 'Z' ? static_cast<char>(c - 'A' + 'a') : c;
}

bool begins(std::string_view text, std::string_view with) {
  return text.size() >= with.size() &&
         std::equal(with.begin(), with.end(), text.begin(), [](char a, char b) { return a == lower(b); });
}

std::string decoded(std::string_view entity) {
  std::string out;
  if (entity.size() > 3 && entity[1] == '#') {
    const bool hex = lower(entity[2]) == 'x';
    add_character(out, std::stoul(std::string(entity.substr(hex ? 3 : 2)), nullptr, hex ? 16 : 10));
    return out;
  }
  static constexpr std::array<std::pair<std::string_view, std::string_view>, 6> known{
      {{"&amp;", "&"},
       {"&lt;", "<"},
       {"&gt;", ">"},
       {"&quot;", "\""},
       {"&apos;", "'"},
       {"&nbsp;", "\xc2\xa0"}}};
  for (const auto& [name, text] : known)
    if (entity == name) return std::string(text);
  return std::string(entity);
}

std::string address(const MD_ATTRIBUTE& attribute) {
  const std::string text = text_of(attribute);
  if (!begins(text, "http://") && !begins(text, "https://") && !begins(text, "/")) return {};
  std::string safe;
  constexpr char digits[] = "0123456789ABCDEF";
  for (const char c : text) {
    const auto byte = static_cast<unsigned char>(c);
    if (byte > ' ' && c != '[' && c != ']' && c != '"' && byte != 0x7f) {
      safe += c;
    } else {
      safe += '%';
      safe += digits[byte >> 4U];
      safe += digits[byte & 15U];
    }
  }
  return safe;
}

}  // namespace luabot::worker
