#pragma once
#include <string>
#include <string_view>

namespace luabot::client {

/// The URL of a method below an address ".../rest/1/token/" or ".../rest/". Methods of REST 3 stand below
/// ".../rest/api/" in place of ".../rest/" (apidocs.bitrix24.com, REST 3.0). The result is as secret as the
/// address.
[[nodiscard]] std::string method_url(std::string_view address, std::string_view method);

}  // namespace luabot::client
