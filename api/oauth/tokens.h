#pragma once
#include <cstdint>
#include <string>
#include <string_view>

#include "api/base/error.h"
#include "api/base/json.h"
#include "api/base/secret.h"
#include "api/client/client.h"

namespace luabot::oauth {

/// What an application holds of one portal. Tokens come in pairs: a renewal replaces both.
struct Tokens {
  std::string member_id;  ///< names the portal for ever, whatever its address
  client::Endpoint endpoint;
  Secret access_token;       ///< for an hour
  Secret refresh_token;      ///< for 180 days, or until it is used
  Secret application_token;  ///< comes with pushed events and proves them; may be empty
};

/// Reads `{"member_id": …, "client_endpoint": …, "access_token": …, "refresh_token": …}`, as the OAuth server
/// answers and as they are stored. What is missing or malformed is an error that names the field and shows no
/// value.
[[nodiscard]] Result<Tokens> read_tokens(const Json& from);
/// The same object.
[[nodiscard]] Json write_tokens(const Tokens& tokens);

/// Whether the text could be a token: 6 to 512 visible ASCII characters, without quotes and backslashes.
[[nodiscard]] bool is_token(std::string_view text);
/// Whether the text could be a portal's member_id: 1 to 64 letters and digits.
[[nodiscard]] bool is_member_id(std::string_view text);

}  // namespace luabot::oauth
