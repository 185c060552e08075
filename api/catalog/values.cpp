#include "api/catalog/values.h"

#include <algorithm>
#include <array>
#include <charconv>
#include <cmath>
#include <utility>

#include <nlohmann/json.hpp>

namespace luabot::catalog {
namespace {

bool is_digit(char c) {
  return c >= '0' && c <= '9';
}
bool is_hex(char c) {
  return is_digit(c) || (c >= 'a' && c <= 'f') || (c >= 'A' && c <= 'F');
}

bool all_digits(std::string_view text) {
  return !text.empty() && std::all_of(text.begin(), text.end(), is_digit);
}

bool is_uuid(std::string_view text) {
  if (text.size() != 36) return false;
  for (std::size_t i = 0; i < text.size(); ++i) {
    const bool dash = i == 8 || i == 13 || i == 18 || i == 23;
    if (dash ? text[i] != '-' : !is_hex(text[i])) return false;
  }
  return true;
}

bool is_numeric(std::string_view text) {
  double number = 0;
  const auto parsed = std::from_chars(text.data(), text.data() + text.size(), number);
  return parsed.ec == std::errc() && parsed.ptr == text.data() + text.size() && std::isfinite(number);
}

bool starts_number(std::string_view text, std::string_view prefix) {
  return text.starts_with(prefix) && all_digits(text.substr(prefix.size()));
}

// The whole numbers that a double holds without gaps end here; beyond, 1e300 is no id.
bool is_whole(double number) {
  return std::floor(number) == number && std::fabs(number) <= 9007199254740992.0;
}

bool fits_string(const Json& value, std::uint16_t kinds) {
  const auto& text = value.get_ref<const std::string&>();
  if ((kinds & (kind_string | kind_datetime | kind_file)) != 0) return true;
  if ((kinds & kind_integer) != 0 && all_digits(text.starts_with("-") ? text.substr(1) : text)) return true;
  if ((kinds & kind_number) != 0 && is_numeric(text)) return true;
  if ((kinds & kind_boolean) != 0 && truth(value)) return true;
  return (kinds & kind_json) != 0 && Json::accept(text);
}

}  // namespace

std::string_view kind_of(const Json& value) {
  switch (value.type()) {
    case Json::value_t::null:
      return "null";
    case Json::value_t::boolean:
      return "a boolean";
    case Json::value_t::string:
      return "a string";
    case Json::value_t::array:
      return "an array";
    case Json::value_t::object:
      return "an object";
    case Json::value_t::number_integer:
    case Json::value_t::number_unsigned:
      return "an integer";
    default:
      return "a number";
  }
}

std::string kinds_of(const Type& type) {
  static constexpr std::array<std::pair<std::uint16_t, std::string_view>, 9> words{
      {{kind_string, "a string"},
       {kind_number, "a number"},
       {kind_integer, "an integer"},
       {kind_boolean, "a boolean"},
       {kind_array, "an array"},
       {kind_object | kind_map, "an object"},
       {kind_json, "JSON text"},
       {kind_file, "a string of base64"},
       {kind_datetime, "a string with a date"}}};
  std::string text;
  std::size_t left = 0;
  for (const auto& [kinds, word] : words) left += type.has(kinds) ? 1 : 0;
  for (const auto& [kinds, word] : words) {
    if (!type.has(kinds)) continue;
    --left;
    text += word;
    if (left > 0) text += left == 1 ? " or " : ", ";
  }
  return text;
}

bool fits(const Json& value, std::uint16_t kinds) {
  if ((kinds & kind_any) != 0) return true;
  switch (value.type()) {
    case Json::value_t::string:
      return fits_string(value, kinds);
    case Json::value_t::boolean:
      return (kinds & kind_boolean) != 0;
    case Json::value_t::object:
      return (kinds & (kind_object | kind_map)) != 0;
    case Json::value_t::array:
      return (kinds & kind_array) != 0;
    case Json::value_t::number_float: {
      const double number = value.get<double>();
      if ((kinds & kind_number) != 0 && std::isfinite(number)) return true;
      if ((kinds & kind_integer) != 0 && is_whole(number)) return true;
      return (kinds & kind_boolean) != 0 && truth(value);
    }
    case Json::value_t::number_integer:
    case Json::value_t::number_unsigned:
      if ((kinds & (kind_integer | kind_number)) != 0) return true;
      return (kinds & kind_boolean) != 0 && truth(value);
    default:
      return false;
  }
}

bool fits(std::string_view text, Format format) {
  switch (format) {
    case Format::dialog_or_group:
      if (starts_number(text, "sg")) return true;
      [[fallthrough]];
    case Format::dialog:
      if (all_digits(text)) return true;
      [[fallthrough]];
    case Format::chat:
      return starts_number(text, "chat");
    case Format::uuid:
      return is_uuid(text);
    case Format::language:
      return text.size() == 2 &&
             std::all_of(text.begin(), text.end(), [](char c) { return c >= 'a' && c <= 'z'; });
    case Format::none:
      break;
  }
  return true;
}

std::string_view words_for(Format format) {
  switch (format) {
    case Format::dialog:
      return "a dialog such as \"chat5\", or a user's id";
    case Format::chat:
      return "a chat such as \"chat5\"";
    case Format::dialog_or_group:
      return "a dialog such as \"chat5\" or \"sg5\", or a user's id";
    case Format::uuid:
      return "a UUID";
    case Format::language:
      return "a language such as \"en\"";
    case Format::none:
      break;
  }
  return "a string";
}

std::optional<std::int64_t> whole_number(const Json& value) {
  if (value.is_number_unsigned() && value.get<std::uint64_t>() > static_cast<std::uint64_t>(no_max))
    return no_max;
  if (value.is_number_integer()) return value.get<std::int64_t>();
  if (value.is_number_float() && is_whole(value.get<double>()))
    return static_cast<std::int64_t>(value.get<double>());
  if (!value.is_string()) return std::nullopt;
  const auto& text = value.get_ref<const std::string&>();
  std::int64_t number = 0;
  const auto parsed = std::from_chars(text.data(), text.data() + text.size(), number);
  if (parsed.ptr != text.data() + text.size() || text.empty()) return std::nullopt;
  if (parsed.ec == std::errc::result_out_of_range) return text[0] == '-' ? no_min : no_max;
  if (parsed.ec != std::errc()) return std::nullopt;
  return number;
}

std::optional<bool> truth(const Json& value) {
  if (value.is_boolean()) return value.get<bool>();
  if (value.is_string()) {
    const auto& text = value.get_ref<const std::string&>();
    if (text == "Y" || text == "1") return true;
    if (text == "N" || text == "0") return false;
    return std::nullopt;
  }
  if (value.is_number() && (value == 1 || value == 0)) return value == 1;
  return std::nullopt;
}

std::size_t length(std::string_view utf8) {
  return static_cast<std::size_t>(std::count_if(
      utf8.begin(), utf8.end(), [](char c) { return (static_cast<unsigned char>(c) & 0xC0U) != 0x80U; }));
}

std::string shown(const Json& value) {
  constexpr std::size_t longest = 40;
  if (!value.is_string()) return value.dump();
  const auto& text = value.get_ref<const std::string&>();
  std::size_t end = std::min(text.size(), longest);
  while (end < text.size() && end > 0 && (static_cast<unsigned char>(text[end]) & 0xC0U) == 0x80U) --end;
  const std::string cut = end < text.size() ? text.substr(0, end) + "…" : text;
  return Json(cut).dump(-1, ' ', false, Json::error_handler_t::replace);
}

const Json* value_at(const Json& params, std::string_view path) {
  const Json* at = &params;
  while (!path.empty()) {
    if (!at->is_object()) return nullptr;
    const std::string_view name = path.substr(0, path.find('.'));
    const auto found = at->find(std::string(name));
    if (found == at->end()) return nullptr;
    at = &*found;
    path.remove_prefix(std::min(path.size(), name.size() + 1));
  }
  return at;
}

bool given(const Json& params, std::string_view path) {
  const Json* value = value_at(params, path);
  if (value == nullptr || value->is_null()) return false;
  if (value->is_structured()) return !value->empty();
  if (!value->is_string()) return true;
  // The portal trims texts before it looks whether there is one.
  return value->get_ref<const std::string&>().find_first_not_of(" \t\r\n") != std::string::npos;
}

}  // namespace luabot::catalog
