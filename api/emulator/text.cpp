#include "api/emulator/text.h"

#include <algorithm>
#include <cctype>

namespace luabot::emulator {
namespace {

constexpr std::size_t most_characters = 20'000;

bool same_letters(std::string_view a, std::string_view b) {
  return std::equal(a.begin(), a.end(), b.begin(), b.end(), [](char x, char y) {
    return std::tolower(static_cast<unsigned char>(x)) == std::tolower(static_cast<unsigned char>(y));
  });
}

std::string with_line_breaks(std::string_view text) {
  std::string out;
  out.reserve(text.size());
  for (std::size_t i = 0; i < text.size(); ++i) {
    const bool code = (text[i] == '[' || text[i] == '#') &&
                      (same_letters(text.substr(i, 4), "[br]") || text.substr(i, 4) == "#BR#");
    out += code ? '\n' : text[i];
    if (code) i += 3;
  }
  return out;
}

void trim(std::string& text) {
  constexpr std::string_view blank(" \t\n\r\0\v", 6);  // what PHP's trim() takes
  text.erase(text.find_last_not_of(blank) + 1);
  text.erase(0, std::min(text.find_first_not_of(blank), text.size()));
}

void cut(std::string& text) {
  if (text.size() <= most_characters) return;
  std::size_t characters = 0;
  for (std::size_t i = 0; i < text.size(); ++i) {
    if ((static_cast<unsigned char>(text[i]) & 0xC0) == 0x80) continue;  // inside a UTF-8 sequence
    if (characters++ < most_characters) continue;
    text.erase(i);
    text += " (...)";
    return;
  }
}

}  // namespace

std::string stored_text(std::string_view text) {
  auto out = with_line_breaks(text);
  trim(out);
  cut(out);
  return out;
}

std::vector<Typed> typed_commands(std::string_view text) {
  std::vector<Typed> out;
  while (!text.empty()) {
    const auto end = std::min(text.find('\n'), text.size());
    const auto line = text.substr(0, end);
    text.remove_prefix(std::min(end + 1, text.size()));
    if (line.size() < 2 || line[0] != '/') continue;
    const auto space = std::min(line.find(' '), line.size());
    std::string params(line.substr(space));
    trim(params);
    out.push_back({std::string(line.substr(0, space)), std::move(params)});
  }
  return out;
}

bool mentions(std::string_view text, Id user) {
  const auto number = std::to_string(user);
  for (auto at = text.find('['); at != std::string_view::npos; at = text.find('[', at + 1)) {
    if (!same_letters(text.substr(at, 6), "[user=")) continue;
    const auto rest = text.substr(at + 6);
    if (rest.substr(0, number.size()) != number) continue;
    const auto after = rest.substr(number.size(), 1);
    if (after == "]" || after == " ") return true;
  }
  return false;
}

std::string lower(std::string_view text) {
  std::string out(text);
  for (char& c : out) c = static_cast<char>(std::tolower(static_cast<unsigned char>(c)));
  return out;
}

}  // namespace luabot::emulator
