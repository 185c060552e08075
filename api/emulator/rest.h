#pragma once
#include "api/base/error.h"
#include "api/emulator/portal.h"
#include "api/http/server.h"

namespace luabot::emulator {

/// The parameters of a request, from the query and from a body that is JSON or a form; of a name said in both
/// the body counts. JSON text; takes the body out of the request.
[[nodiscard]] Result<std::string> read_params(http::Request& request);

/// Reads a REST request: the path `/rest/{user}/{token}/{method}[.json]` of a webhook or `/rest/{method}` of
/// an application, both also with `/rest/api/` for `/rest/`, and its parameters.
[[nodiscard]] Result<Incoming> read_rest(http::Request request);

/// The portal's answer as HTTP.
[[nodiscard]] http::Response to_http(Answer answer);

}  // namespace luabot::emulator
