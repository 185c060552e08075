#pragma once
#include <string>

#include "runtime/runs/rest_call.h"

namespace luabot {

/// Makes one `batch` of a script's calls, each checked and completed as a call of its own would be (see
/// PROTOCOL.md for the parameters). An error names the call: "cmd.user: missing dialogId". Refused is also
/// what would be lost in the query string that a batch carries: null, empty tables, 1,000 values and more,
/// methods that the portal does not take in a batch.
[[nodiscard]] Result<RestCall> prepare_batch_call(const wire::Call& asked, const BotIdentity& bot,
                                                  const std::string& event);

}  // namespace luabot
