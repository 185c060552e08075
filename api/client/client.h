#pragma once
#include <cstddef>
#include <cstdint>
#include <functional>
#include <memory>
#include <string>

#include "api/base/error.h"
#include "api/base/json.h"
#include "api/base/loop.h"
#include "api/base/secret.h"
#include "api/catalog/catalog.h"
#include "api/client/content.h"

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

/// A web address that is no secret: an application's REST service on a portal, the OAuth server.
struct Endpoint {
  std::string url;   ///< as given; a REST service's ends with "/rest/"
  std::string host;  ///< with the port if there is one
  bool loopback = false;
};

/// https is required, except for loopback addresses.
[[nodiscard]] Result<Endpoint> parse_endpoint(std::string_view url);

enum class Priority { answer, normal, poll };  ///< in this order when the bucket is empty

struct Call {
  std::string method;
  std::string params;                              ///< JSON text of an object, complete
  catalog::Repeat repeat = catalog::Repeat::once;  ///< `deduplicated` only when params carry a templateId
  bool repeat_always = false;  ///< the caller asked for retries although a repeat may do it twice
  Priority priority = Priority::normal;
  Duration timeout = std::chrono::seconds(60);  ///< for everything: waiting, retries, the answer
  Insertion insertion{};                        ///< content that belongs into params
};

/// A success: the whole answer `{"result": …, "time": …}`, JSON text that has been checked to be valid.
struct Answer {
  std::string body;

  /// The `result`, a slice of the body.
  [[nodiscard]] std::string_view result() const;
};

using Callback = std::function<void(Result<Answer>)>;
struct Download;

class Authorization;
class Transport;

/// Calls one portal: paces by the bucket, retries by outcome class, keeps connections alive. Lives on the
/// loop's thread.
class Client {
 public:
  /// Random numbers from 0 up to 1, for the jitter of retries.
  using Dice = std::function<double()>;

  /// Requests under way at a time, and so connections; further calls wait in the queue.
  static constexpr std::size_t max_under_way = 32;

  Client(Loop& loop, const Address& address, Limit limit);
  /// With a transport and dice of one's own: tests.
  Client(Loop& loop, const Address& address, Limit limit, std::unique_ptr<Transport> transport, Dice dice);
  /// Calls as an application (OAuth). The authorization outlives the client. While it is being renewed the
  /// calls wait, within their deadlines; when it has failed they all end with its error.
  Client(Loop& loop, Authorization& authorization, Limit limit);
  Client(Loop& loop, Authorization& authorization, Limit limit, std::unique_ptr<Transport> transport,
         Dice dice);
  Client(const Client&) = delete;
  Client& operator=(const Client&) = delete;
  /// Calls that are not done get no callback; their handles may outlive the client.
  ~Client();

  /// Starts a call. The callback comes exactly once, on the loop, never from within call() itself, and may
  /// drop the handle or destroy the client; dropping the handle cancels: no callback comes, and a request
  /// that has gone out may still be carried out.
  ///
  /// Beside the portal's own codes an Error has: TIMED_OUT (the deadline passed; `outcome` says whether the
  /// call may have been carried out), UNKNOWN_OUTCOME (it may have been, and a repeat might do it twice),
  /// BAD_METHOD_NAME, PORTAL_MOVED, ANSWER_TOO_LARGE and HTTP_404 or the like (refused, see outcome.h).
  [[nodiscard]] Handle call(Call call, Callback done);

  /// Fetches a file from a link that the portal gave; see Downloads (download.h). Links do not count against
  /// the portal's limit.
  [[nodiscard]] Handle fetch(Download what, std::function<void(Result<std::uint64_t> size)> done);

 private:
  struct Impl;
  struct Task;
  std::shared_ptr<Impl> impl_;
};

}  // namespace luabot::client
