#include "api/http/plain.h"

#include <algorithm>

namespace luabot::http {

Response plain(int status, std::string_view words) {
  return {.status = status, .content_type = "text/plain; charset=utf-8", .body = std::string(words) + "\n"};
}

bool is_form(std::string_view content_type) {
  constexpr std::string_view form = "application/x-www-form-urlencoded";
  const auto lower = [](char c) { return c >= 'A' && c <= 'Z' ? static_cast<char>(c - 'A' + 'a') : c; };
  const auto name = content_type.substr(0, content_type.find_first_of("; \t"));
  return std::equal(name.begin(), name.end(), form.begin(), form.end(),
                    [&](char a, char b) { return lower(a) == b; });
}

}  // namespace luabot::http
