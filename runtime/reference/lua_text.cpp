#include "runtime/reference/lua_text.h"

#include <algorithm>
#include <array>

#include <nlohmann/json.hpp>

namespace luabot::reference {
namespace {

constexpr std::array<std::string_view, 22> keywords{
    "and", "break", "do",  "else", "elseif", "end",    "false",  "for",  "function", "goto",  "if",
    "in",  "local", "nil", "not",  "or",     "repeat", "return", "then", "true",     "until", "while"};

bool is_letter(char c) {
  return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || c == '_';
}

}  // namespace

bool is_lua_name(std::string_view text) {
  if (text.empty() || !is_letter(text[0])) return false;
  if (std::find(keywords.begin(), keywords.end(), text) != keywords.end()) return false;
  return std::all_of(text.begin(), text.end(), [](char c) { return is_letter(c) || (c >= '0' && c <= '9'); });
}

std::string lua_text(const Json& value) {
  if (value.is_null()) return "json.null";
  if (!value.is_structured()) return value.dump();  // JSON's texts of what is sent here are Lua's, too
  if (value.empty()) return "{}";
  std::string inside;
  for (const auto& [key, inner] : value.items()) {
    if (!inside.empty()) inside += ", ";
    if (value.is_object()) inside += is_lua_name(key) ? key + " = " : "[\"" + key + "\"] = ";
    inside += lua_text(inner);
  }
  return "{ " + inside + " }";
}

}  // namespace luabot::reference
