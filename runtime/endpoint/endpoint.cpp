#include "runtime/endpoint/endpoint.h"

#include <utility>

#include <fmt/format.h>

#include "api/http/plain.h"

namespace luabot {

http::Limits Endpoint::default_limits() {
  return {.body = 1U << 20U,
          .header = 16U << 10U,
          .idle = std::chrono::seconds(75),
          .request = std::chrono::seconds(10),
          .connections = 1000,
          .all_bodies = 64U << 20U};
}

Result<std::unique_ptr<Endpoint>> Endpoint::listen(SystemLoop& loop, const Listen& at, http::Limits limits) {
  std::unique_ptr<Endpoint> made(new Endpoint);
  auto server = http::Server::listen(
      loop, at.address, at.port,
      [self = made.get()](http::Request request, const http::Respond& respond) {
        self->handle(std::move(request), respond);
      },
      limits);
  if (!server) return server.error();
  made->server_ = std::move(*server);
  return made;
}

void Endpoint::route(std::string path, http::Handler handler) {
  routes_[std::move(path)] = std::move(handler);
}

void Endpoint::remove(const std::string& path) {
  routes_.erase(path);
}

void Endpoint::handle(http::Request request, const http::Respond& respond) {
  const auto at = routes_.find(request.path);
  if (at == routes_.end()) return respond(http::plain(404, "Nothing is posted here."));
  at->second(std::move(request), respond);
}

std::string push_path(std::string_view portal, std::string_view code) {
  std::string path = "/push";
  for (const auto part : {portal, code}) {
    path += '/';
    for (const char c : part) {
      const bool plain = (c >= '0' && c <= '9') || (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') ||
                         c == '.' || c == '-' || c == '_';
      if (plain)
        path += c;
      else
        path += fmt::format("%{:02X}", static_cast<unsigned char>(c));
    }
  }
  return path;
}

}  // namespace luabot
