#pragma once
#include <string>
#include <string_view>

#include "api/http/server.h"

namespace luabot::http {

/// The standard words for a status: "Not Found".
[[nodiscard]] std::string_view reason(int status);

/// The bytes of an answer, head and body; for a truncated one only half of the body it announces.
[[nodiscard]] std::string serialize(const Response& response, bool keep_alive, bool head_only);

}  // namespace luabot::http
