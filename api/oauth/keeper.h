#pragma once
#include <memory>
#include <optional>
#include <set>
#include <string>

#include "api/client/authorization.h"
#include "api/oauth/application.h"
#include "api/oauth/store.h"
#include "api/oauth/token_server.h"
#include "api/oauth/tokens.h"

namespace luabot::oauth {

/// An application's authorization on one portal: its tokens, stored, and renewed when the portal says that
/// they have expired, never before (Bitrix24 may block an application that renews by the clock). One renewal
/// at a time. A new pair is used when it is stored and not before.
///
/// A renewal that the OAuth server refuses is told once in the log and then is the error of every call, until
/// the application is installed again; PAYMENT_REQUIRED is asked again an hour later.
class Keeper final : public client::Authorization {
 public:
  /// How long after PAYMENT_REQUIRED the next call may ask again.
  static constexpr Duration payment_pause = std::chrono::hours(1);

  /// With the real OAuth server. `name` names the portal in the log and in the store. BAD_ADDRESS when the
  /// server's address is none.
  static Result<std::unique_ptr<Keeper>> open(Loop& loop, std::string name, const Application& application,
                                              Store store);
  /// With a server of one's own: tests.
  Keeper(Loop& loop, std::string name, Store store, std::unique_ptr<TokenServer> server,
         client::Client::Dice dice);
  ~Keeper() override;

  /// Takes the stored tokens; when there are none, stores `initial` (from the settings) if given. Without any
  /// the error is NOT_INSTALLED until install().
  [[nodiscard]] Result<void> load(const std::optional<Tokens>& initial = std::nullopt);
  /// A new installation: stores the tokens and goes on with them. On an error all stays as it was.
  [[nodiscard]] Result<void> install(const Tokens& tokens);
  /// The application was removed from the portal.
  [[nodiscard]] Result<void> forget();

  [[nodiscard]] const std::optional<Tokens>& tokens() const { return tokens_; }
  [[nodiscard]] TokenServer& server() { return *server_; }

  [[nodiscard]] std::string name() const override { return name_; }
  [[nodiscard]] std::shared_ptr<const client::Grant> grant() const override;
  [[nodiscard]] std::optional<Error> error() const override;
  void expired(const std::shared_ptr<const client::Grant>& which) override;
  [[nodiscard]] Handle listen(std::function<void()> changed) override;

 private:
  struct Listener;
  void renew();
  void got(Result<Tokens> result);
  void store(int failures);
  void take(const Tokens& tokens);
  void fail(const Error& error);
  void tell();
  void tell_all();

  Loop& loop_;
  std::string name_;
  Store store_;
  std::unique_ptr<TokenServer> server_;
  client::Client::Dice dice_;
  std::optional<Tokens> tokens_;
  std::optional<Tokens> fresh_;                 ///< renewed and not stored yet
  std::shared_ptr<const client::Grant> grant_;  ///< of tokens_; kept while it is being renewed
  std::optional<Error> error_;
  TimePoint error_until_ = TimePoint::max();
  bool renewing_ = false;
  int in_a_row_ = 0;  ///< renewals of tokens that did not last a minute
  TimePoint renewed_at_{};
  Handle step_;  ///< of the renewal: waiting, asking, or storing again
  Handle telling_;
  std::set<Listener*> listeners_;
};

}  // namespace luabot::oauth
