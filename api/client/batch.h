#pragma once
#include <string>
#include <string_view>
#include <variant>
#include <vector>

#include "api/client/outcome.h"

namespace luabot::client {

/// The body of a `batch` of these calls, each "method?a=1&b=2", in this order; none is kept back by the
/// failure of another.
[[nodiscard]] std::string batch_body(const std::vector<std::string_view>& commands);

/// One call of a batch.
struct Subanswer {
  std::variant<Answer, Failure> outcome;
  std::string time;  ///< its `time`, JSON text; may be empty
};

/// What became of each call of a batch, by the answer to all of it. `methods` names them in the order of the
/// body. A call that the answer says nothing of has an unknown outcome.
[[nodiscard]] std::vector<Subanswer> take_apart(const Answer& answer,
                                                const std::vector<std::string_view>& methods);

/// Whether a refusal of a batch as a whole is one of each call in it; otherwise they have to be made one by
/// one to see.
[[nodiscard]] bool concerns_all(const Error& error);

}  // namespace luabot::client
