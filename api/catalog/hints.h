#pragma once
#include <string>
#include <vector>

#include "api/base/json.h"

namespace luabot::catalog {

struct Method;

/// What is doubtful in a call of a method of which only the parameters' names are known: names that look like
/// a misspelt one, required ones that are missing. Nothing but warnings, since the portal may know better.
[[nodiscard]] std::vector<std::string> hints(const Method& method, const Json& params);

}  // namespace luabot::catalog
