#pragma once
#include <functional>
#include <memory>
#include <string>

#include "api/base/error.h"
#include "api/base/json.h"
#include "api/base/loop.h"
#include "api/base/secret.h"
#include "api/catalog/catalog.h"

namespace luabot::client {

/// The documented leaky bucket of a portal: `burst` requests at once, then `rate` a second.
struct Limit {
  double burst = 50;
  double rate = 2;
};

/// "standard" (50, 2/s), "enterprise" (250, 5/s), "none", or "BURST:RATE".
[[nodiscard]] Result<Limit> parse_limit(std::string_view text);

/// An inbound webhook's address, taken apart. Printing `shown` is safe; the whole of it is a secret.
struct Address {
  Secret url;         ///< "https://acme.bitrix24.com/rest/1/token/", with the slash
  std::string shown;  ///< "https://acme.bitrix24.com/rest/1/***/"
  std::string host;   ///< "acme.bitrix24.com", with the port if there is one: names the portal
  bool loopback = false;
};

/// https is required, except for loopback addresses.
[[nodiscard]] Result<Address> parse_address(std::string_view url);

enum class Priority { answer, normal, poll };  ///< in this order when the bucket is empty

struct Call {
  std::string method;
  std::string params;  ///< JSON text of an object, complete
  catalog::Repeat repeat = catalog::Repeat::once;
  bool repeat_always = false;  ///< the caller asked for retries although a repeat may do it twice
  Priority priority = Priority::normal;
  Duration timeout = std::chrono::seconds(60);  ///< for everything: waiting, retries, the answer
};

/// A success: the whole answer `{"result": …, "time": …}`, parsed.
struct Answer {
  std::shared_ptr<const Json> body;
};

using Callback = std::function<void(Result<Answer>)>;

/// Calls one portal: paces by the bucket, retries by outcome class, keeps connections alive. Lives on the
/// loop's thread.
class Client {
 public:
  Client(Loop& loop, Address address, Limit limit);
  ~Client();

  /// Starts a call. The callback comes exactly once, on the loop, never from within call() itself; dropping
  /// the handle cancels: no callback comes, and a request that has gone out may still be carried out.
  [[nodiscard]] Handle call(Call call, Callback done);

 private:
  struct Impl;
  std::unique_ptr<Impl> impl_;
};

}  // namespace luabot::client
