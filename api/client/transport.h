#pragma once
#include <cstddef>
#include <functional>
#include <memory>
#include <string>
#include <string_view>

#include "api/base/loop.h"
#include "api/client/authorization.h"
#include "api/client/client.h"

namespace luabot::client {

/// How far a request came.
enum class Reached {
  nowhere,   ///< the request did not leave this machine: resolving, connecting, TLS or the first write failed
  perhaps,   ///< some of it left, or may have left, and no complete answer came
  answered,  ///< a complete HTTP answer came
};

/// What became of one request. Holds neither the URL nor a token.
struct Reply {
  Reached reached = Reached::answered;
  int status = 0;          ///< of the answer, also of an incomplete one; 0 when there was none
  std::string body{};      ///< of a complete answer, decoded
  std::string moved_to{};  ///< the host that a redirect points at
  std::string reason{};    ///< what failed, in words, when not answered
  bool too_large = false;  ///< the answer was cut off at max_answer
};

/// A request under way; destroying it gives the request up.
struct Exchange : Pending {
  /// Whether some of the request may have left this machine already.
  [[nodiscard]] virtual bool may_have_left() const = 0;
};

/// Carries requests to one portal, each at most once. Lives on the loop's thread.
class Transport {
 public:
  using Done = std::function<void(Reply)>;

  virtual ~Transport() = default;
  /// Requests from now on go to the grant's endpoint and carry its access token; those under way stay as they
  /// are. For a transport that was made without an address.
  virtual void use(const Grant& grant) { static_cast<void>(grant); }
  /// POSTs the JSON text to a method, with the insertion's content in its place, if it has any. `body` stays
  /// valid until `done` comes or the exchange is destroyed. `done` comes once, from the loop, never from
  /// within post(); it may destroy the exchange and the transport.
  [[nodiscard]] virtual std::unique_ptr<Exchange> post(std::string_view method, std::string_view body,
                                                       const Insertion& insertion, Done done) = 0;
  /// A body that is all in memory.
  [[nodiscard]] std::unique_ptr<Exchange> post(std::string_view method, std::string_view body, Done done) {
    return post(method, body, {}, std::move(done));
  }
};

/// A longer answer, decoded, is cut off: an answer holds at most a page of 1,000 events.
constexpr std::size_t max_answer = std::size_t{64} << 20U;

/// The real transport, on libcurl: a pool of kept connections to the address. It opens as many as there are
/// exchanges at a time; the caller bounds them.
[[nodiscard]] std::unique_ptr<Transport> make_transport(Loop& loop, const Address& address);
/// The same for an application's calls; it has to be told which grant to use() before the first.
[[nodiscard]] std::unique_ptr<Transport> make_transport(Loop& loop);
/// The same for posting forms to one address, which is all of the URL: post() without a method.
[[nodiscard]] std::unique_ptr<Transport> make_form_transport(Loop& loop, const Endpoint& to);

}  // namespace luabot::client
