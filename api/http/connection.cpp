#include "api/http/connection.h"

#include <algorithm>
#include <utility>

#include <boost/asio/write.hpp>

#include "api/http/head.h"

namespace luabot::http {
namespace {

namespace asio = boost::asio;
namespace beast = boost::beast;
using asio::ip::tcp;
using boost::system::error_code;

constexpr std::size_t small = 4u << 10;
constexpr std::size_t large = 64u << 10;

}  // namespace

void Connection::start() {
  error_code ignored;
  socket_.set_option(tcp::no_delay(true), ignored);
  next_request();
}

void Connection::close() {
  if (state_ == State::closed) return;
  state_ = State::closed;
  charge(0);
  error_code ignored;
  socket_.close(ignored);
  const auto self = shared_from_this();
  shared_->connections.erase(self);
}

void Connection::turn_away() {
  error_code ignored;
  socket_.set_option(tcp::no_delay(true), ignored);
  fail(503);
}

void Connection::check(Clock::time_point now) {
  if (now < deadline_) return;
  // A client that reads nothing does not get one answer written into the other.
  if (state_ == State::reading && !continuing_) return fail(408);
  close();
}

/// Held by the copies of one Respond; closes the connection when all of them are gone unused.
struct Connection::Ticket {
  std::weak_ptr<Connection> connection;
  explicit Ticket(std::weak_ptr<Connection> to) : connection(std::move(to)) {}
  Ticket(const Ticket&) = delete;
  Ticket& operator=(const Ticket&) = delete;
  ~Ticket() {
    if (const auto open = connection.lock()) open->close();
  }
};

/// Counts this request's bytes among all; false when that would be too many.
bool Connection::charge(std::size_t bytes) {
  shared_->bodies = shared_->bodies - charged_ + bytes;
  charged_ = bytes;
  return shared_->limits.all_bodies == 0 || shared_->bodies <= shared_->limits.all_bodies;
}

/// A length that is announced counts at once: the room for it is taken before it has come.
std::size_t Connection::bytes() const {
  const auto arrived = parser_->get().body().size() + buffer_.size();
  const auto announced = parser_->content_length();
  return announced ? std::max<std::size_t>(arrived, *announced) : arrived;
}

void Connection::next_request() {
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

void Connection::read() {
  receive(parser_->is_header_done() ? large : small);
}

/// One read at a time: the buffer is the kernel's until it ends.
void Connection::receive(std::size_t room) {
  receiving_ = true;
  socket_.async_read_some(
      buffer_.prepare(room),
      [self = shared_from_this()](const error_code& error, std::size_t count) { self->got(error, count); });
}

void Connection::got(const error_code& error, std::size_t count) {
  receiving_ = false;
  if (state_ == State::draining) return error ? close() : drain();
  if (state_ != State::idle && state_ != State::reading) return;
  if (error) return close();
  buffer_.commit(count);
  parse();
}

void Connection::parse() {
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
void Connection::say_continue() {
  continuing_ = true;
  out_ = "HTTP/1.1 100 Continue\r\n\r\n";
  asio::async_write(socket_, asio::buffer(out_),
                    [self = shared_from_this()](const error_code& error, std::size_t) {
                      self->continuing_ = false;
                      if (self->state_ != State::reading) return;
                      if (error) return self->close();
                      self->read();
                    });
}

void Connection::refuse(const error_code& reason) {
  using beast::http::error;
  if (reason == error::header_limit) return fail(431);
  if (reason == error::body_limit) return fail(413);
  fail(400);
}

/// Answers what is no proper request, and ends the connection.
void Connection::fail(int status) {
  charge(0);
  parser_.reset();
  keep_alive_ = false;
  head_only_ = false;
  drain_after_ = true;
  write({.status = status, .content_type = "text/plain", .body = std::string(reason(status)) + "\n"});
}

void Connection::handle() {
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

void Connection::write(Response response) {
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

void Connection::wrote(const error_code& error) {
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
void Connection::drain() {
  if (receiving_) return;  // since before the refusal; its end comes here again
  buffer_.clear();
  receive(small);
}

void Connection::reset() {
  error_code ignored;
  socket_.set_option(asio::socket_base::linger(true, 0), ignored);
  close();
}

}  // namespace luabot::http
