#pragma once
#include <string_view>

#include "api/http/server.h"

namespace luabot::http {

/// A few plain words; a line end is added.
[[nodiscard]] Response plain(int status, std::string_view words);

/// Whether a Content-Type is application/x-www-form-urlencoded, in any case and with or without a character
/// set.
[[nodiscard]] bool is_form(std::string_view content_type);

}  // namespace luabot::http
