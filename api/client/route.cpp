#include "api/client/route.h"

#include "api/catalog/catalog.h"

namespace luabot::client {

std::string method_url(std::string_view address, std::string_view method) {
  constexpr std::string_view rest = "/rest/";
  std::string url(address);
  const catalog::Method* known = catalog::find(method);
  // The last one: the path before it is the portal's own and may hold the word, a token cannot hold a slash.
  const std::size_t at = url.rfind(rest);
  if (known != nullptr && known->rest3 && at != std::string::npos) url.insert(at + rest.size(), "api/");
  return url.append(method);
}

}  // namespace luabot::client
