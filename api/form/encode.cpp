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

}  // namespace

std::string encode(const Json& object) {
  std::string out;
  write(out, "", object);
  return out;
}

}  // namespace luabot::form
