#pragma once
#include <functional>
#include <memory>
#include <optional>
#include <string>

#include "api/base/error.h"
#include "api/base/loop.h"
#include "api/base/secret.h"
#include "api/client/client.h"

namespace luabot::client {

/// What an application's calls are made with, until the access token expires.
struct Grant {
  Endpoint endpoint;    ///< "https://acme.bitrix24.com/rest/"
  Secret access_token;  ///< goes into the body of each call, never into a URL
};

/// An application's authorization on one portal (OAuth), as the client sees it. It is always in one of three
/// states: there is a grant; there is an error; or neither, and calls wait for one of both.
/// Lives on the loop's thread.
class Authorization {
 public:
  Authorization() = default;
  Authorization(const Authorization&) = delete;
  Authorization& operator=(const Authorization&) = delete;
  virtual ~Authorization() = default;

  /// Names the portal in log lines.
  [[nodiscard]] virtual std::string name() const = 0;
  /// What to make calls with now; null when there is none. Another pointer is another grant.
  [[nodiscard]] virtual std::shared_ptr<const Grant> grant() const = 0;
  /// Why there is no grant, when calls need not wait for one: what happened and what to do next.
  [[nodiscard]] virtual std::optional<Error> error() const = 0;
  /// The portal said that this grant has expired. Renews it, unless that is under way or done already: from
  /// then until `changed` there is no grant.
  virtual void expired(const std::shared_ptr<const Grant>& which) = 0;
  /// `changed` is called from the loop, until the handle goes, whenever a grant or an error has come.
  [[nodiscard]] virtual Handle listen(std::function<void()> changed) = 0;
};

}  // namespace luabot::client
