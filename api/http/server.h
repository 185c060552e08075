#pragma once
#include <cstdint>
#include <functional>
#include <memory>
#include <string>
#include <utility>
#include <vector>

#include "api/base/error.h"
#include "api/base/system_loop.h"

namespace luabot::http {

struct Request {
  std::string method;  ///< "GET", "POST"
  std::string path;    ///< without the query
  std::string query;   ///< after "?", undecoded
  std::string content_type;
  std::string body;
  std::string peer;             ///< the client's IP address
  std::string authorization{};  ///< the header of that name
};

/// How to answer; the last two are for a portal that misbehaves on purpose.
enum class Delivery {
  whole,
  reset,      ///< no answer: the connection is reset (RST)
  truncated,  ///< Content-Length of the whole, half of the body, then the end
};

struct Response {
  int status = 200;
  std::string content_type = "application/json; charset=utf-8";
  std::string body;
  Delivery delivery = Delivery::whole;
  /// Called once the kernel has taken the whole answer; not called when the client is gone before that.
  std::function<void()> written{};
};

/// Answers one request, now or later, once; a second answer is ignored. It is called on the loop's thread.
/// Safe to drop: the connection is then closed. Safe to call after the server has gone: nothing happens.
using Respond = std::function<void(Response)>;
using Handler = std::function<void(Request, Respond)>;

struct Limits {
  std::size_t body = 128u << 20;                ///< bytes; more is 413
  std::size_t header = 16u << 10;               ///< bytes; more is 431
  Duration idle = std::chrono::seconds(75);     ///< a connection without a request is closed after this
  Duration request = std::chrono::seconds(30);  ///< from the first byte of a request to its last; else 408
  /// Connections at a time, 0 for any number. When one more comes, the one that has been idle for longest
  /// makes room; when none is idle, the new one gets 503.
  std::size_t connections = 0;
  /// Bytes of all requests under way together, as announced or as arrived, 0 for any number; what goes beyond
  /// it gets 503.
  std::size_t all_bodies = 0;
};

/// An HTTP/1.1 server with keep-alive on a loop, on Boost.Beast. Everything happens on the loop's thread.
/// Pipelined requests are handled one after another, so their answers keep the order. The time-outs are kept
/// to within a quarter of the shorter one, a second at most.
class Server {
 public:
  /// Listens on `address:port`; port 0 takes a free one.
  static Result<std::unique_ptr<Server>> listen(SystemLoop& loop, const std::string& address,
                                                std::uint16_t port, Handler handler, Limits limits = {});
  virtual ~Server() = default;
  [[nodiscard]] virtual std::uint16_t port() const = 0;
};

}  // namespace luabot::http
