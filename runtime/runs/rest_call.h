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
  bool named = false;  ///< the script called a catalog function, and not one by a name of its own
  bool page = false;   ///< the script goes through a list and needs `next` and `total` too
};

/// Checks the call by the catalog and fills in botId, botToken and the templateId that makes a message
/// harmless to repeat. `event` names the event that the run handles, uniquely on this portal.
[[nodiscard]] Result<RestCall> prepare_rest_call(const wire::Call& asked, const BotIdentity& bot,
                                                 const std::string& event);

/// Reads `retry`, `timeout`, `priority`, `named` and `page` from the options of a call; anything else is an
/// error.
[[nodiscard]] Result<void> read_options(const wire::Call& asked, RestCall& made);

/// The answer as scripts see it, JSON text: its `result`; of a page {result, next, total}, as far as they
/// came.
[[nodiscard]] std::string script_value(const client::Answer& answer, bool page);

/// The error as scripts see it: {code, description, status, method}, JSON text; no `method` when it is about
/// none of the portal's.
[[nodiscard]] std::string script_error(const Error& error, const std::string& method = {});

}  // namespace luabot
