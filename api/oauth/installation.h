#pragma once
#include <string>
#include <string_view>

#include "api/base/error.h"
#include "api/base/secret.h"

namespace luabot::oauth {

/// What a portal posts when the application is installed there, or removed. All of it is only claimed: anyone
/// may post such a form.
struct Installation {
  enum class Kind {
    event,    ///< ONAPPINSTALL
    page,     ///< the installation page is opened in the portal, which wants a page back
    removal,  ///< ONAPPUNINSTALL
  };
  Kind kind = Kind::event;
  std::string member_id;
  Secret refresh_token;      ///< empty for a removal
  Secret application_token;  ///< of the events alone
};

/// Reads such a form (application/x-www-form-urlencoded): `event`, `auth[member_id]`, `auth[refresh_token]`
/// and `auth[application_token]` of an event, `member_id` and `REFRESH_ID` of the page. The page's portal
/// adds DOMAIN, PROTOCOL, LANG and APP_SID in the query, of which nothing is needed: where the portal is says
/// the OAuth server. BAD_INSTALLATION names what is wrong and shows no value.
[[nodiscard]] Result<Installation> read_installation(std::string_view form);

}  // namespace luabot::oauth
