#pragma once
#include <cstdint>
#include <memory>
#include <string>
#include <string_view>
#include <unordered_map>

#include "api/base/error.h"
#include "api/base/system_loop.h"
#include "api/http/server.h"

namespace luabot {

/// An address with a port: "127.0.0.1:8024", "[::1]:8024". Port 0 takes a free one.
struct Listen {
  std::string address;
  std::uint16_t port = 0;
};

/// The host's door to the outside: everything that portals post arrives at one address and goes to whoever
/// has the path. Each request is bounded in size and time and all of them together in memory, so that one
/// bad client harms no other. TLS is a reverse proxy's business.
class Endpoint {
 public:
  static Result<std::unique_ptr<Endpoint>> listen(SystemLoop& loop, const Listen& at,
                                                  http::Limits limits = default_limits());
  /// Bodies of 1 MiB, headers of 16 KiB, 10 s for a request, 1,000 connections, 64 MiB of bodies in all.
  static http::Limits default_limits();

  /// Requests for exactly this path go to the handler from now on. Others get 404.
  void route(std::string path, http::Handler handler);
  void remove(const std::string& path);
  [[nodiscard]] std::uint16_t port() const { return server_->port(); }

 private:
  void handle(http::Request request, const http::Respond& respond);

  std::unordered_map<std::string, http::Handler> routes_;
  std::unique_ptr<http::Server> server_;
};

/// "/push/acme.bitrix24.com/support_bot": where a bot's events are posted.
[[nodiscard]] std::string push_path(std::string_view portal, std::string_view code);

}  // namespace luabot
