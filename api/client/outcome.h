#pragma once
#include <cstdint>
#include <optional>
#include <string_view>
#include <variant>

#include "api/base/error.h"
#include "api/client/client.h"
#include "api/client/transport.h"

namespace luabot::client {

/// An attempt without success, and what its answer says about the next one.
struct Failure {
  Error error;
  bool bucket_full = false;                ///< the portal's request limit is used up
  std::optional<std::int64_t> allowed_at;  ///< not before this moment, in seconds since 1970 UTC
  bool hopeless = false;                   ///< a repeat would end the same, whatever the outcome
  bool no_portal = false;                  ///< nothing of the portal's own came: it may be down
};

/// Sorts the reply to one attempt by outcome class:
///
/// | reply                                              | outcome                                         |
/// |----------------------------------------------------|-------------------------------------------------|
/// | 2xx, JSON object with `result`                     | success                                         |
/// | nothing left this machine                          | not executed                                    |
/// | QUERY_LIMIT_EXCEEDED; 429 with any other code      | not executed, the bucket is full                |
/// | OPERATION_TIME_LIMIT                               | not executed, until `operating_reset_at`        |
/// | expired_token                                      | not executed                                    |
/// | INTERNAL_SERVER_ERROR, ERROR_UNEXPECTED_ANSWER     | unknown                                         |
/// | 502, 503, 504 with another code than a system one  | unknown: a gateway does not know what became    |
/// | any other error code                               | refused                                         |
/// | 3xx                                                | refused: the portal moved                       |
/// | no JSON: 429                                       | not executed, the bucket is full                |
/// | no JSON: 4xx but 408                               | refused: not the REST service, or a wrong path  |
/// | no JSON: 503 and all other 5xx                     | unknown: PHP or a gateway may have failed late  |
/// | no JSON, or JSON of another shape: 2xx, 408        | unknown: PHP's error page comes as a 200, too   |
/// | incomplete answer, none, or not HTTP               | unknown                                         |
[[nodiscard]] std::variant<Answer, Failure> classify(std::string_view method, const Reply& reply);

}  // namespace luabot::client
