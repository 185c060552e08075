#pragma once
#include <string>

#include "api/base/error.h"

namespace luabot {

/// Whether this kernel lets workers give up system calls: starts the worker program once, to do that and to
/// end. Takes a few milliseconds. An error when the program cannot be started, or ends in another way.
[[nodiscard]] Result<bool> workers_are_filtered(const std::string& program);

}  // namespace luabot
