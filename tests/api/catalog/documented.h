#pragma once
#include <string>
#include <string_view>
#include <vector>

#include "api/base/json.h"

namespace luabot::test {

/// What differs between an answer, `{"result": …, "time": …}`, and what the catalog says of the method's:
/// "result.users[].id: missing", "result.name: a number". Of an empty list or map, of null and of false
/// nothing more is asked, since that is how the portal says that something is not there. Fields beyond the
/// documented ones are none of its business.
[[nodiscard]] std::vector<std::string> differences(std::string_view method, const Json& answer);

}  // namespace luabot::test
