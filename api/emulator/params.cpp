#include "api/emulator/params.h"

#include <cctype>
#include <charconv>
#include <cmath>

namespace luabot::emulator {

const Json* Params::find(std::string_view name) const {
  if (!object_->is_object()) return nullptr;
  auto at = object_->find(name);
  if (at == object_->end()) at = object_->find(upper_name(name));
  return at == object_->end() || at->is_null() ? nullptr : &*at;
}

std::optional<Id> Params::integer(std::string_view name) const {
  const auto* value = find(name);
  return value == nullptr ? std::nullopt : integer_of(*value);
}

std::string Params::text(std::string_view name) const {
  const auto* value = find(name);
  return value == nullptr ? "" : text_of(*value);
}

bool Params::flag(std::string_view name, bool otherwise) const {
  const auto* value = find(name);
  return value == nullptr ? otherwise : flag_of(*value, otherwise);
}

Params Params::inside(std::string_view name) const {
  static const Json none = Json::object();
  const auto* value = find(name);
  return Params(value == nullptr ? none : *value);
}

std::optional<Id> integer_of(const Json& value) {
  if (value.is_number_integer()) return value.get<Id>();
  if (value.is_number_float()) {
    const auto number = value.get<double>();
    if (std::abs(number) < 9e15 && number == std::floor(number)) return static_cast<Id>(number);
    return std::nullopt;
  }
  if (!value.is_string()) return std::nullopt;
  const auto& text = value.get_ref<const std::string&>();
  Id number = 0;
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), number);
  if (error != std::errc() || end != text.data() + text.size()) return std::nullopt;
  return number;
}

std::string text_of(const Json& value) {
  if (value.is_string()) return value.get<std::string>();
  if (value.is_number()) return value.dump();
  return "";
}

bool flag_of(const Json& value, bool otherwise) {
  if (value.is_boolean()) return value.get<bool>();
  const auto text = text_of(value);
  if (text == "Y" || text == "y" || text == "1" || text == "true") return true;
  const bool no = text == "N" || text == "n" || text == "0" || text == "false";
  return no || (value.is_string() && text.empty()) ? false : otherwise;
}

std::string upper_name(std::string_view camel) {
  std::string out;
  for (const char c : camel) {
    const auto byte = static_cast<unsigned char>(c);
    if (std::isupper(byte) != 0) out += '_';
    out += static_cast<char>(std::toupper(byte));
  }
  return out;
}

}  // namespace luabot::emulator
