#pragma once
#include <string>

#include "api/base/error.h"

namespace luabot::config {

/// "env:NAME" and "file:PATH" stand for what they hold; anything else for itself. A file's last newline is
/// dropped; a relative path begins at `folder`, when one is given. An error names the variable or the file.
[[nodiscard]] Result<std::string> resolve_secret(const std::string& given, const std::string& folder = {});

}  // namespace luabot::config
