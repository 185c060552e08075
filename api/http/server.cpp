#include "api/http/server.h"

#include <algorithm>
#include <optional>
#include <unordered_set>

#include <boost/asio/ip/tcp.hpp>
#include <boost/asio/steady_timer.hpp>
#include <boost/asio/write.hpp>
#include <boost/beast/core/flat_buffer.hpp>
#include <boost/beast/http/parser.hpp>
#include <boost/beast/http/string_body.hpp>

#include "api/http/head.h"

namespace luabot::http {
namespace {

namespace asio = boost::asio;
namespace beast = boost::beast;
using asio::ip::tcp;
using boost::system::error_code;
using Clock = std::chrono::steady_clock;

class Connection;

/// What connections share. It outlives the server for as long as one of them is still being taken down.
struct Shared {
  Handler handler;
  Limits limits;
  std::unordered_set<std::shared_ptr<Connection>> connections;
  std::size_t bodies = 0;  ///< bytes of the requests under way
};

/// One client: reads a request, hands it over, writes the answer, and so on.
class Connection : public std::enable_shared_from_this<Connection> {
 public:
  Connection(tcp::socket socket, std::string peer, std::shared_ptr<Shared> shared)
      : socket_(std::move(socket)), peer_(std::move(peer)), shared_(std::move(shared)) {}

  void start() {
    error_code ignored;
    socket_.set_option(tcp::no_delay(true), ignored);
    next_request();
  }

  void close() {
    if (state_ == State::closed) return;
    state_ = State::closed;
    charge(0);
    error_code ignored;
    socket_.close(ignored);
    const auto self = shared_from_this();
    shared_->connections.erase(self);
  }

  /// Turns a client away before its request.
  void turn_away() {
    error_code ignored;
    socket_.set_option(tcp::no_delay(true), ignored);
    fail(503);
  }

  [[nodiscard]] bool idle() const { return state_ == State::idle; }
  /// An idle connection's deadline tells since when it has been idle.
  [[nodiscard]] Clock::time_point deadline() const { return deadline_; }

  /// Drops what has waited for too long.
  void check(Clock::time_point now) {
    if (now < deadline_) return;
    if (state_ == State::reading) return fail(408);
    close();
  }

 private:
  enum class State {
    idle,      ///< waiting for the first byte of a request
    reading,   ///< waiting for the rest of it
    handling,  ///< waiting for the answer to be made
    writing,
    draining,  ///< refused: reading on for a while, so that the client gets to read why
    closed,
  };

  /// Held by the copies of one Respond; closes the connection when all of them are gone unused.
  struct Ticket {
    std::weak_ptr<Connection> connection;
    explicit Ticket(std::weak_ptr<Connection> to) : connection(std::move(to)) {}
    Ticket(const Ticket&) = delete;
    Ticket& operator=(const Ticket&) = delete;
    ~Ticket() {
      if (const auto open = connection.lock()) open->close();
    }
  };

  /// Counts this request's bytes among all; false when that would be too many.
  bool charge(std::size_t bytes) {
    shared_->bodies = shared_->bodies - charged_ + bytes;
    charged_ = bytes;
    return shared_->limits.all_bodies == 0 || shared_->bodies <= shared_->limits.all_bodies;
  }

  /// A length that is announced counts at once: the room for it is taken before it has come.
  [[nodiscard]] std::size_t bytes() const {
    const auto arrived = parser_->get().body().size() + buffer_.size();
    const auto announced = parser_->content_length();
    return announced ? std::max<std::size_t>(arrived, *announced) : arrived;
  }

  void next_request() {
    parser_.emplace();
    parser_->eager(true);
    parser_->header_limit(static_cast<std::uint32_t>(shared_->limits.header));
    parser_->body_limit(shared_->limits.body);
    continued_ = false;
    state_ = State::idle;
    deadline_ = Clock::now() + shared_->limits.idle;
    if (buffer_.size() > 0) {
      parse();
    } else {
      if (buffer_.capacity() > large) buffer_.shrink_to_fit();
      read();
    }
  }

  void read() { receive(parser_->is_header_done() ? large : small); }

  /// One read at a time: the buffer is the kernel's until it ends.
  void receive(std::size_t room) {
    receiving_ = true;
    socket_.async_read_some(
        buffer_.prepare(room),
        [self = shared_from_this()](const error_code& error, std::size_t count) { self->got(error, count); });
  }

  void got(const error_code& error, std::size_t count) {
    receiving_ = false;
    if (state_ == State::draining) return error ? close() : drain();
    if (state_ != State::idle && state_ != State::reading) return;
    if (error) return close();
    buffer_.commit(count);
    parse();
  }

  void parse() {
    if (state_ == State::idle) {
      state_ = State::reading;
      deadline_ = Clock::now() + shared_->limits.request;
    }
    error_code error;
    while (buffer_.size() > 0 && !parser_->is_done()) {
      const auto used = parser_->put(buffer_.data(), error);
      buffer_.consume(used);
      if (error || used == 0) break;
    }
    if (error == beast::http::error::need_more) error = {};
    if (error) return refuse(error);
    if (parser_->is_header_done() && !charge(bytes())) return fail(503);
    if (parser_->is_done()) return handle();
    if (parser_->is_header_done() && !continued_) {
      continued_ = true;
      if (beast::iequals(parser_->get()[beast::http::field::expect], "100-continue")) return say_continue();
    }
    read();
  }

  /// Clients with a large body wait for this word, curl for a second.
  void say_continue() {
    out_ = "HTTP/1.1 100 Continue\r\n\r\n";
    asio::async_write(socket_, asio::buffer(out_),
                      [self = shared_from_this()](const error_code& error, std::size_t) {
                        if (self->state_ != State::reading) return;
                        if (error) return self->close();
                        self->read();
                      });
  }

  void refuse(const error_code& reason) {
    using beast::http::error;
    if (reason == error::header_limit) return fail(431);
    if (reason == error::body_limit) return fail(413);
    fail(400);
  }

  /// Answers what is no proper request, and ends the connection.
  void fail(int status) {
    charge(0);
    parser_.reset();
    keep_alive_ = false;
    head_only_ = false;
    drain_after_ = true;
    write({.status = status, .content_type = "text/plain", .body = std::string(reason(status)) + "\n"});
  }

  void handle() {
    auto message = parser_->release();
    keep_alive_ = message.keep_alive();
    head_only_ = message.method() == beast::http::verb::head;
    const auto target = message.target();
    const auto mark = std::min(target.find('?'), target.size());
    Request request{
        .method = std::string(message.method_string()),
        .path = std::string(target.substr(0, mark)),
        .query = std::string(target.substr(std::min(mark + 1, target.size()))),
        .content_type = std::string(message[beast::http::field::content_type]),
        .body = std::move(message.body()),
        .peer = peer_,
        .authorization = std::string(message[beast::http::field::authorization]),
    };
    state_ = State::handling;
    deadline_ = Clock::time_point::max();
    auto ticket = std::make_shared<Ticket>(weak_from_this());
    shared_->handler(std::move(request), [ticket = std::move(ticket)](Response response) {
      const auto open = std::exchange(ticket->connection, {}).lock();
      if (open && open->state_ == State::handling) open->write(std::move(response));
    });
  }

  void write(Response response) {
    if (response.delivery == Delivery::reset) return reset();
    if (response.delivery == Delivery::truncated) keep_alive_ = false;
    charge(0);
    out_ = serialize(response, keep_alive_, head_only_);
    written_ = std::move(response.written);
    state_ = State::writing;
    deadline_ = Clock::now() + shared_->limits.idle;
    asio::async_write(
        socket_, asio::buffer(out_),
        [self = shared_from_this()](const error_code& error, std::size_t) { self->wrote(error); });
  }

  void wrote(const error_code& error) {
    if (state_ != State::writing) return;
    if (error) return close();
    if (const auto tell = std::exchange(written_, nullptr)) tell();
    if (state_ != State::writing) return;
    if (out_.capacity() > large) std::string().swap(out_);
    if (keep_alive_) return next_request();
    error_code ignored;
    socket_.shutdown(tcp::socket::shutdown_send, ignored);
    if (!drain_after_) return close();
    state_ = State::draining;
    deadline_ = Clock::now() + std::min<Duration>(std::chrono::seconds(2), shared_->limits.request);
    drain();
  }

  /// Closing with unread bytes would reset the connection before the client has read the refusal.
  void drain() {
    if (receiving_) return;  // since before the refusal; its end comes here again
    buffer_.clear();
    receive(small);
  }

  void reset() {
    error_code ignored;
    socket_.set_option(asio::socket_base::linger(true, 0), ignored);
    close();
  }

  static constexpr std::size_t small = 4u << 10;
  static constexpr std::size_t large = 64u << 10;

  tcp::socket socket_;
  const std::string peer_;
  std::shared_ptr<Shared> shared_;
  beast::flat_buffer buffer_;
  std::optional<beast::http::request_parser<beast::http::string_body>> parser_;
  std::size_t charged_ = 0;  // bytes of the request under way
  std::string out_;
  std::function<void()> written_;
  State state_ = State::idle;
  Clock::time_point deadline_;
  bool receiving_ = false;
  bool keep_alive_ = false;
  bool head_only_ = false;
  bool continued_ = false;
  bool drain_after_ = false;
};

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
      const auto now = Clock::now();
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
