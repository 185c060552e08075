#pragma once
#include <string>
#include <vector>

#include "api/client/client.h"
#include "runtime/runs/effects.h"
#include "runtime/wire/messages.h"

namespace luabot {

/// A script's call of a REST method, checked and completed.
struct RestCall {
  client::Call call;
  std::vector<std::string> warnings;
};

/// Checks the call by the catalog and fills in botId, botToken and the templateId that makes a message
/// harmless to repeat. `event` names the event that the run handles, uniquely on this portal.
[[nodiscard]] Result<RestCall> prepare_rest_call(const wire::Call& asked, const BotIdentity& bot,
                                                 const std::string& event);

/// The error as scripts see it: {code, description, status, method}, JSON text.
[[nodiscard]] std::string script_error(const Error& error, const std::string& method);

}  // namespace luabot
