#pragma once
#include <string>
#include <string_view>

#include "api/emulator/portal.h"

namespace luabot::emulator {

/// What the control side answers: 200 with JSON text, or 400 or 404 with `{"error": …}`.
struct ControlAnswer {
  int status = 200;
  std::string body;
};

/// Does what was posted to /control/{verb} with this JSON text ("" counts as `{}`).
[[nodiscard]] ControlAnswer control(Portal& portal, std::string_view verb, std::string_view text);

}  // namespace luabot::emulator
