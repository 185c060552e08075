#pragma once
#include <optional>
#include <string>

#include "api/client/client.h"

namespace luabot::client {

/// The call as a subcall of `batch`, "method?a=1&b=2"; nothing when it has to go alone: the catalog does not
/// know its method or says that it is not for batches, or its parameters would not arrive as they are. PHP
/// reads that query string, in which types are lost: null, empty arrays and maps cannot be said, names with
/// dots or brackets change, from 1,000 values on it is cut, and a "$result[…]" in a text would be obeyed.
/// Booleans go as 1 and 0.
[[nodiscard]] std::optional<std::string> subcall(const Call& call);

}  // namespace luabot::client
