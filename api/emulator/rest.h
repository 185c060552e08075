#pragma once
#include "api/base/error.h"
#include "api/emulator/portal.h"
#include "api/http/server.h"

namespace luabot::emulator {

/// Reads a REST request: the path `/rest/{user}/{token}/{method}[.json]`, and its parameters from the query
/// and from a body that is JSON or a form. A path that is none of a webhook's leaves user and token empty.
[[nodiscard]] Result<Incoming> read_rest(http::Request request);

/// The portal's answer as HTTP.
[[nodiscard]] http::Response to_http(Answer answer);

}  // namespace luabot::emulator
