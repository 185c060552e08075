#include "api/base/json_text.h"

#include <charconv>

#include <nlohmann/json.hpp>

#include "api/base/byte_set.h"
#include "api/base/json.h"

namespace luabot::json_text {
namespace {

constexpr std::string_view blanks = " \t\r\n";
constexpr ByteSet in_string("\"\\");
constexpr ByteSet after_scalar(",]} \t\r\n");
constexpr ByteSet structure("\"{}[]");

std::string_view trimmed(std::string_view text) {
  const auto first = text.find_first_not_of(blanks);
  return first == std::string_view::npos ? std::string_view() : text.substr(first);
}

/// The end of the string that begins at `at`, after its closing quote.
std::size_t end_of_string(std::string_view text, std::size_t at) {
  for (++at; at < text.size();) {
    at = in_string.find_in(text, at);
    if (at == std::string_view::npos) return text.size();
    if (text[at] == '"') return at + 1;
    at += 2;  // a backslash and what it protects
  }
  return text.size();
}

/// The end of the value that begins at `at`.
std::size_t end_of_value(std::string_view text, std::size_t at) {
  if (at >= text.size()) return text.size();
  if (text[at] == '"') return end_of_string(text, at);
  if (text[at] != '{' && text[at] != '[') return std::min(after_scalar.find_in(text, at), text.size());
  int depth = 0;
  while (at < text.size()) {
    at = structure.find_in(text, at);
    if (at == std::string_view::npos) break;
    if (text[at] == '"') {
      at = end_of_string(text, at);
      continue;
    }
    depth += text[at] == '{' || text[at] == '[' ? 1 : -1;
    ++at;
    if (depth == 0) return at;
  }
  return text.size();
}

std::size_t skip(std::string_view text, std::size_t at, std::string_view what) {
  return std::min(text.find_first_not_of(what, at), text.size());
}

}  // namespace

std::optional<std::string_view> member(std::string_view object, std::string_view name) {
  object = trimmed(object);
  if (!is_object(object)) return std::nullopt;
  for (std::size_t at = skip(object, 1, blanks); at < object.size() && object[at] == '"';) {
    const std::size_t name_end = end_of_string(object, at);
    const auto found = object.substr(at + 1, name_end - at - 2);
    const std::size_t value = skip(object, name_end, " \t\r\n:");
    const std::size_t end = end_of_value(object, value);
    if (found == name) return object.substr(value, end - value);
    at = skip(object, end, " \t\r\n,");
  }
  return std::nullopt;
}

bool elements(std::string_view array, const std::function<void(std::string_view)>& each) {
  array = trimmed(array);
  if (!is_array(array)) return false;
  for (std::size_t at = skip(array, 1, blanks); at < array.size() && array[at] != ']';) {
    const std::size_t end = end_of_value(array, at);
    each(array.substr(at, end - at));
    at = skip(array, end, " \t\r\n,");
  }
  return true;
}

std::optional<std::int64_t> integer(std::string_view value) {
  std::int64_t number = 0;
  const auto [end, error] = std::from_chars(value.data(), value.data() + value.size(), number);
  if (error != std::errc() || end != value.data() + value.size()) return std::nullopt;
  return number;
}

std::optional<std::string> string(std::string_view value) {
  if (value.size() < 2 || value.front() != '"') return std::nullopt;
  if (value.find('\\') == std::string_view::npos) return std::string(value.substr(1, value.size() - 2));
  const Json parsed = Json::parse(value, nullptr, false);
  if (!parsed.is_string()) return std::nullopt;
  return parsed.get<std::string>();
}

bool is_object(std::string_view value) {
  return !value.empty() && value.front() == '{';
}
bool is_array(std::string_view value) {
  return !value.empty() && value.front() == '[';
}

}  // namespace luabot::json_text
