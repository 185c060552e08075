#pragma once
#include <nlohmann/json_fwd.hpp>

namespace luabot {

/// Only the forward declaration: a file that reads or builds JSON includes <nlohmann/json.hpp> itself.
using Json = nlohmann::json;

}  // namespace luabot
