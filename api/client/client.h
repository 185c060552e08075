#pragma once
#include <array>
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

/// Who goes first when not all can.
enum class Priority {
  answer,  ///< a person waits for it
  normal,
  poll,  ///< asks for events: brings work, so it comes after the work there is
  bulk,  ///< leaves half of the burst to others
};
constexpr std::size_t priorities = 4;

struct Call {
  std::string method;
  std::string params;                              ///< JSON text of an object, complete
  catalog::Repeat repeat = catalog::Repeat::once;  ///< `deduplicated` only when params carry a templateId
  bool repeat_always = false;  ///< the caller asked for retries although a repeat may do it twice
  Priority priority = Priority::normal;
  Duration timeout = std::chrono::seconds(60);  ///< for everything: waiting, retries, the answer
  Insertion insertion{};                        ///< content that belongs into params
  std::string bot{};                            ///< bots of one priority take turns
  /// Calls of a bot with the same dialog and priority reach the portal in the order in which they were made,
  /// one after another or in one batch. Empty: in no order.
  std::string dialog{};
  bool disposable = false;  ///< worthless later (a typing indicator): ends as DROPPED rather than wait

  /// Whether it may go out again when it may have been carried out.
  [[nodiscard]] bool repeatable() const { return repeat_always || repeat != catalog::Repeat::once; }
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
class Buckets;
class Transport;

/// What goes on between us and a portal, for people and metrics.
struct Traffic {
  double level = 0;         ///< requests in the bucket as we know it; 0 without a limit
  double burst = 0;         ///< infinite without a limit
  double rate = 0;          ///< requests a second that are ours
  double others = 0;        ///< requests a second that others seem to draw from the same bucket
  std::size_t sharers = 1;  ///< clients of ours that draw from this bucket
  std::array<std::size_t, priorities> waiting{};  ///< calls in the queue, by Priority
  Duration longest_wait{};                        ///< of the calls that wait now, since they were made
  std::size_t under_way = 0;                      ///< requests
  bool portal_down = false;                       ///< only probes go out
  std::size_t slowed_methods = 0;                 ///< by their operating limit
  // Since the client was made:
  std::uint64_t requests = 0;  ///< a batch is one
  std::uint64_t batches = 0;
  std::uint64_t subcalls = 0;  ///< calls that went out in batches
  std::uint64_t refused = 0;   ///< requests that met a full bucket (503)
  std::uint64_t dropped = 0;   ///< disposable calls that did not go out
};

/// Calls one portal: stays below its limits and makes the most of them, together with all clients of the
/// portal that were given the same Buckets (buckets.h), retries by outcome class, keeps connections alive.
/// Calls that would wait for the bucket share requests (`batch`), unless they cannot; what comes back is as
/// if each had gone alone. Lives on the loop's thread.
class Client {
 public:
  /// Random numbers from 0 up to 1, for the jitter of retries.
  using Dice = std::function<double()>;

  /// Requests under way at a time, and so connections; further calls wait in the queue.
  static constexpr std::size_t max_under_way = 32;

  Client(Loop& loop, const Address& address, Limit limit, std::shared_ptr<Buckets> buckets = nullptr);
  /// With a transport and dice of one's own: tests.
  Client(Loop& loop, const Address& address, Limit limit, std::unique_ptr<Transport> transport, Dice dice,
         std::shared_ptr<Buckets> buckets = nullptr);
  /// Calls as an application (OAuth). The authorization outlives the client. While it is being renewed the
  /// calls wait, within their deadlines; when it has failed they all end with its error.
  Client(Loop& loop, Authorization& authorization, Limit limit, std::shared_ptr<Buckets> buckets = nullptr);
  Client(Loop& loop, Authorization& authorization, Limit limit, std::unique_ptr<Transport> transport,
         Dice dice, std::shared_ptr<Buckets> buckets = nullptr);
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
  /// BAD_METHOD_NAME, PORTAL_MOVED, ANSWER_TOO_LARGE, HTTP_404 or the like (refused, see outcome.h), and
  /// DROPPED (a disposable call would have had to wait, or to be tried again).
  [[nodiscard]] Handle call(Call call, Callback done);

  /// Fetches a file from a link that the portal gave; see Downloads (download.h). Links do not count against
  /// the portal's limit.
  [[nodiscard]] Handle fetch(Download what, std::function<void(Result<std::uint64_t> size)> done);

  [[nodiscard]] Traffic traffic() const;
  /// Whether the authorization has failed, so that calls end with its error. It has told the log itself, once
  /// for all of them.
  [[nodiscard]] bool unauthorized() const;
  /// How long a call of normal priority would wait before it goes out, if it were made now: an estimate.
  [[nodiscard]] Duration expected_wait() const;

 private:
  struct Impl;
  struct Task;
  struct Request;
  std::shared_ptr<Impl> impl_;
};

}  // namespace luabot::client
