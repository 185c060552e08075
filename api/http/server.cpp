#include "api/http/server.h"

#include <algorithm>
#include <utility>
#include <vector>

#include <boost/asio/ip/tcp.hpp>
#include <boost/asio/steady_timer.hpp>

#include "api/http/connection.h"

namespace luabot::http {
namespace {

namespace asio = boost::asio;
using asio::ip::tcp;
using boost::system::error_code;

class Listener final : public Server, public std::enable_shared_from_this<Listener> {
 public:
  Listener(asio::io_context& context, Handler handler, Limits limits)
      : acceptor_(context), pause_(context), sweep_(context) {
    shared_->handler = std::move(handler);
    shared_->limits = limits;
  }

  error_code open(const tcp::endpoint& endpoint) {
    error_code error;
    acceptor_.open(endpoint.protocol(), error);
    if (!error) acceptor_.set_option(asio::socket_base::reuse_address(true), error);
    if (!error) acceptor_.bind(endpoint, error);
    if (!error) acceptor_.listen(asio::socket_base::max_listen_connections, error);
    return error;
  }

  void start() {
    accept();
    sweep();
  }

  void stop() {
    error_code ignored;
    acceptor_.close(ignored);
    pause_.cancel();
    sweep_.cancel();
    const auto open = std::exchange(shared_->connections, {});
    for (const auto& connection : open) connection->close();
  }

  [[nodiscard]] std::uint16_t port() const override {
    error_code ignored;
    return acceptor_.local_endpoint(ignored).port();
  }

 private:
  void accept() {
    acceptor_.async_accept([weak = weak_from_this()](const error_code& error, tcp::socket socket) {
      const auto self = weak.lock();
      if (!self || !self->acceptor_.is_open()) return;
      if (error) return self->accept_later();
      self->admit(std::move(socket));
      self->accept();
    });
  }

  /// Out of descriptors, most likely: trying again at once would spin.
  void accept_later() {
    pause_.expires_after(std::chrono::milliseconds(100));
    pause_.async_wait([weak = weak_from_this()](const error_code& error) {
      const auto self = weak.lock();
      if (!error && self && self->acceptor_.is_open()) self->accept();
    });
  }

  void admit(tcp::socket socket) {
    error_code error;
    const auto peer = socket.remote_endpoint(error);
    if (error) return;  // gone already
    const bool room = make_room();
    const std::size_t most = shared_->limits.connections;
    if (!room && shared_->connections.size() >= 2 * most) return;  // too many to say it to each
    auto connection = std::make_shared<Connection>(std::move(socket), peer.address().to_string(), shared_);
    shared_->connections.insert(connection);
    room ? connection->start() : connection->turn_away();
  }

  /// Clients keep connections open that they may never use again; those may not shut others out.
  bool make_room() {
    auto& all = shared_->connections;
    if (shared_->limits.connections == 0 || all.size() < shared_->limits.connections) return true;
    std::shared_ptr<Connection> oldest;
    for (const auto& one : all)
      if (one->idle() && (!oldest || one->deadline() < oldest->deadline())) oldest = one;
    if (oldest) oldest->close();
    return oldest != nullptr;
  }

  /// One timer for all connections, since arming one for each request costs more than the request.
  void sweep() {
    using std::chrono::milliseconds, std::chrono::seconds;
    const auto shorter = std::min(shared_->limits.idle, shared_->limits.request);
    sweep_.expires_after(std::clamp<Duration>(shorter / 4, milliseconds(5), seconds(1)));
    sweep_.async_wait([weak = weak_from_this()](const error_code& error) {
      const auto self = weak.lock();
      if (error || !self || !self->acceptor_.is_open()) return;
      const auto now = Connection::Clock::now();
      const std::vector<std::shared_ptr<Connection>> all(self->shared_->connections.begin(),
                                                         self->shared_->connections.end());
      for (const auto& connection : all) connection->check(now);
      self->sweep();
    });
  }

  tcp::acceptor acceptor_;
  asio::steady_timer pause_;
  asio::steady_timer sweep_;
  std::shared_ptr<Shared> shared_ = std::make_shared<Shared>();
};

/// Callbacks under way hold the listener weakly; the owner's end is the server's end.
class Owner final : public Server {
 public:
  explicit Owner(std::shared_ptr<Listener> listener) : listener_(std::move(listener)) {}
  ~Owner() override { listener_->stop(); }
  [[nodiscard]] std::uint16_t port() const override { return listener_->port(); }

 private:
  std::shared_ptr<Listener> listener_;
};

}  // namespace

Result<std::unique_ptr<Server>> Server::listen(SystemLoop& loop, const std::string& address,
                                               std::uint16_t port, Handler handler, Limits limits) {
  const auto place = address + ":" + std::to_string(port);
  error_code error;
  const auto ip = asio::ip::make_address(address == "localhost" ? "127.0.0.1" : address, error);
  if (error) {
    return Error{.code = "ADDRESS_INVALID",
                 .what = "\"" + address + "\" is not an IP address",
                 .where = place,
                 .hint = "Listen on 127.0.0.1, or on 0.0.0.0 for every interface."};
  }
  auto listener = std::make_shared<Listener>(loop.context(), std::move(handler), limits);
  error = listener->open({ip, port});
  if (error) {
    return Error{.code = "LISTEN_FAILED",
                 .what = "cannot listen: " + error.message(),
                 .where = place,
                 .hint = "Choose another port, or 0 for a free one."};
  }
  listener->start();
  return std::unique_ptr<Server>(std::make_unique<Owner>(std::move(listener)));
}

}  // namespace luabot::http
