#include <nlohmann/json.hpp>

#include "api/form/form.h"

namespace luabot::form {
namespace {

void escape(std::string& out, std::string_view text) {
  constexpr char digits[] = "0123456789ABCDEF";
  for (const char c : text) {
    const auto byte = static_cast<unsigned char>(c);
    const bool plain = (c >= '0' && c <= '9') || (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') ||
                       c == '-' || c == '_' || c == '.';
    if (plain) {
      out += c;
    } else if (c == ' ') {
      out += '+';
    } else {
      out += '%';
      out += digits[byte >> 4];
      out += digits[byte & 15];
    }
  }
}

void write(std::string& out, const std::string& name, const Json& value) {
  if (value.is_object()) {
    for (const auto& [key, item] : value.items()) {
      std::string inner = name;
      if (!name.empty()) inner += "%5B";
      escape(inner, key);
      if (!name.empty()) inner += "%5D";
      write(out, inner, item);
    }
  } else if (value.is_array()) {
    std::size_t index = 0;
    for (const auto& item : value) {
      std::string inner = name;
      if (!name.empty()) inner += "%5B";
      inner += std::to_string(index++);
      if (!name.empty()) inner += "%5D";
      write(out, inner, item);
    }
  } else if (!value.is_null() && !name.empty()) {
    if (!out.empty()) out += '&';
    out += name;
    out += '=';
    if (value.is_boolean()) {
      out += value.get<bool>() ? '1' : '0';
    } else if (value.is_string()) {
      escape(out, value.get_ref<const std::string&>());
    } else {
      escape(out, value.dump());
    }
  }
}

std::optional<std::string> unsayable_within(const Json& value, const std::string& path) {
  if (!value.is_structured()) return value.is_null() ? std::optional(path) : std::nullopt;
  if (value.empty()) return path;
  std::size_t place = 0;
  for (const auto& [key, item] : value.items()) {
    std::string inner = path;
    inner.append(value.is_array() ? "[" + std::to_string(++place) + "]" : "." + key);
    if (auto found = unsayable_within(item, inner)) return found;
  }
  return std::nullopt;
}

}  // namespace

std::optional<std::string> unsayable(const Json& object) {
  for (const auto& [key, item] : object.items())
    if (auto found = unsayable_within(item, key)) return found;
  return std::nullopt;
}

std::size_t count(const Json& value) {
  if (!value.is_structured()) return 1;
  std::size_t leaves = 0;
  for (const auto& item : value) leaves += count(item);
  return leaves;
}

std::string encode(const Json& object) {
  std::string out;
  write(out, "", object);
  return out;
}

}  // namespace luabot::form
