#pragma once
#include <string>
#include <string_view>

#include "api/base/error.h"

namespace luabot::emulator {

/// What people cannot do, as the control side says it.
[[nodiscard]] inline Error no(std::string_view what) {
  return {.code = "CONTROL_REFUSED", .what = std::string(what)};
}

}  // namespace luabot::emulator
