#pragma once
#include <string>

#include "api/base/json.h"
#include "api/catalog/catalog.h"

namespace luabot::reference {

/// Parameters of a call of a described method that passes its checks: the required ones, the first of each
/// alternative, and where nothing is required the first of all. Without what the host fills in.
[[nodiscard]] Json call_example(const catalog::Method& method);

}  // namespace luabot::reference
