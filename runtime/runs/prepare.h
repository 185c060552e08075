#pragma once
#include <string>
#include <vector>

#include <nlohmann/json.hpp>

#include "api/base/error.h"
#include "api/catalog/catalog.h"
#include "runtime/runs/effects.h"

namespace luabot {

/// A method and its parameters, as the script gave them.
struct AskedMethod {
  std::string method;
  Json params;
  std::string key;          ///< names this call in the world: what a message's templateId is made from
  bool named = false;       ///< a name that the catalog does not have is a mistake
  bool references = false;  ///< `$result[…]` stands for values that are not known yet
};

/// The same, checked and completed.
struct PreparedParams {
  std::string method;  ///< as documented
  Json params;
  catalog::Repeat repeat = catalog::Repeat::once;
  bool batchable = true;
  bool disposable = false;  ///< of no use when it comes late
  std::vector<std::string> warnings;
};

/// Checks the parameters by the catalog and fills in botId, botToken and templateId.
[[nodiscard]] Result<PreparedParams> prepare_params(AskedMethod asked, const BotIdentity& bot);

}  // namespace luabot
