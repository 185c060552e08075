#pragma once
#include <string>

#include "api/base/secret.h"

namespace luabot::oauth {

/// An application as Bitrix24 knows it: from the developer's cabinet, or a local application's page.
struct Application {
  std::string client_id;  ///< "local.573ad8a0346747.09223434"
  Secret client_secret;
  std::string server = "https://oauth.bitrix.info/oauth/token/";  ///< where tokens are renewed
};

}  // namespace luabot::oauth
