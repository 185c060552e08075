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
};

/// How to answer; the last three are for a portal that misbehaves on purpose.
enum class Delivery { whole, reset, truncated };

struct Response {
  int status = 200;
  std::string content_type = "application/json; charset=utf-8";
  std::string body;
  Delivery delivery = Delivery::whole;
};

/// Answers one request, now or later, once. Safe to drop: the connection is then closed.
using Respond = std::function<void(Response)>;
using Handler = std::function<void(Request, Respond)>;

struct Limits {
  std::size_t body = 128u << 20;                ///< bytes; more is 413
  std::size_t header = 16u << 10;               ///< bytes; more is 431
  Duration idle = std::chrono::seconds(75);     ///< a connection without a request is closed after this
  Duration request = std::chrono::seconds(30);  ///< from the first byte of a request to its last
};

/// An HTTP/1.1 server with keep-alive on a loop, on Boost.Beast. Everything happens on the loop's thread.
class Server {
 public:
  /// Listens on `address:port`; port 0 takes a free one.
  static Result<std::unique_ptr<Server>> listen(SystemLoop& loop, const std::string& address,
                                                std::uint16_t port, Handler handler, Limits limits = {});
  virtual ~Server() = default;
  [[nodiscard]] virtual std::uint16_t port() const = 0;
};

}  // namespace luabot::http
