#pragma once
#include <functional>
#include <memory>

#include "api/base/error.h"
#include "api/base/loop.h"
#include "api/client/client.h"
#include "api/client/transport.h"
#include "api/oauth/application.h"
#include "api/oauth/tokens.h"

namespace luabot::oauth {

/// Asks the OAuth server for new tokens. Its word on whose tokens they are can be trusted.
class TokenServer {
 public:
  using Done = std::function<void(Result<Tokens>)>;

  /// How long connection failures, gateways' pages and lost answers are met with another try. The old refresh
  /// token may still work when an answer was lost.
  static constexpr Duration patience = std::chrono::seconds(60);
  /// For one try.
  static constexpr Duration try_time = std::chrono::seconds(20);

  /// The transport posts forms to the application's server.
  TokenServer(Loop& loop, Application application, std::unique_ptr<client::Transport> transport,
              client::Client::Dice dice);

  /// `done` comes once, from the loop, unless the handle goes first; it may destroy the handle and this
  /// server. An Error that is `refused` has the server's code (`invalid_grant`, `PAYMENT_REQUIRED`, …) and
  /// will be the same next time; one that is `unknown` is OAUTH_UNREACHABLE. Tokens come without an
  /// application_token.
  [[nodiscard]] Handle renew(const Secret& refresh_token, Done done);

 private:
  struct Renewal;
  Loop& loop_;
  Application application_;
  std::unique_ptr<client::Transport> transport_;
  client::Client::Dice dice_;
};

}  // namespace luabot::oauth
