#pragma once
#include <cstdint>
#include <deque>
#include <map>
#include <string>
#include <string_view>

#include "api/base/json.h"
#include "api/base/loop.h"
#include "api/emulator/answer.h"
#include "api/emulator/options.h"

namespace luabot::emulator {

/// What comes with the application's pushed events, always the same.
constexpr std::string_view application_token = "application-token-of-the-emulator";

/// Whom the application's bots belong to, in the place of a botToken and no longer than one.
[[nodiscard]] std::string application_owner(const Options& options);

/// The portal's one application, and the OAuth server that gives it tokens. Tokens come in pairs. A refresh
/// token works until a token of the pair that it brought has been used, so a lost answer does no harm, and an
/// access token works until its hour is over or it has been renewed. They protect nothing of worth.
class OAuth {
 public:
  struct Pair {
    std::string access_token;
    std::string refresh_token;
    std::int64_t expires = 0;  ///< seconds since 1970
  };
  enum class Access { good, expired, unknown };

  OAuth(Loop& loop, const Options& options) : loop_(loop), options_(options) {}

  /// Where the emulator is, "http://127.0.0.1:8080": known when it listens.
  void set_base(std::string base) { base_ = std::move(base); }
  [[nodiscard]] const std::string& base() const { return base_; }

  /// A new installation's tokens.
  const Pair& issue();
  [[nodiscard]] Access check(std::string_view access_token);
  /// Answers a request for tokens: `grant_type`, `client_id`, `client_secret`, `refresh_token`. JSON text.
  [[nodiscard]] Answer token(const Json& params);

  /// All access tokens have expired.
  void expire();
  /// Renewals are refused with this code from now on; "" ends that.
  void refuse(std::string code) { refused_ = std::move(code); }
  /// The answers of the next renewals get lost after they have been carried out.
  void lose(std::int64_t answers) { lose_ = answers; }
  /// How many renewals were asked for.
  [[nodiscard]] std::int64_t renewals() const { return renewals_; }

  /// What the application is told with a pair, under the names of OAuth: `access_token`, `member_id`, ….
  [[nodiscard]] Json told(const Pair& pair) const;

 private:
  struct Kept {
    Pair pair;
    std::int64_t from = 0;  ///< the number of the pair that it came from, 0 for an installation's
    bool renewed = false;   ///< its access token is of no more use
    bool spent = false;     ///< nor is its refresh token
  };
  [[nodiscard]] std::int64_t now() const { return loop_.wall_ms() / 1000; }
  const Pair& make(std::int64_t from);
  Kept* find(std::string_view token, std::string Pair::*which);
  void used(const Kept& kept);

  Loop& loop_;
  const Options& options_;
  std::string base_ = "http://127.0.0.1";
  std::map<std::int64_t, Kept> pairs_;
  std::string refused_;
  std::int64_t lose_ = 0;
  std::int64_t renewals_ = 0;
};

}  // namespace luabot::emulator
