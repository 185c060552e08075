#pragma once
#include <chrono>
#include <cstddef>
#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <unordered_set>

#include <boost/asio/ip/tcp.hpp>
#include <boost/beast/core/flat_buffer.hpp>
#include <boost/beast/http/parser.hpp>
#include <boost/beast/http/string_body.hpp>

#include "api/http/server.h"

/// Of this room alone: a server's connections, on Boost.Beast.
namespace luabot::http {

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
  using Socket = boost::asio::ip::tcp::socket;
  using Clock = std::chrono::steady_clock;

  Connection(Socket socket, std::string peer, std::shared_ptr<Shared> shared)
      : socket_(std::move(socket)), peer_(std::move(peer)), shared_(std::move(shared)) {}

  void start();
  void close();
  /// Turns a client away before its request.
  void turn_away();
  [[nodiscard]] bool idle() const { return state_ == State::idle; }
  /// An idle connection's deadline tells since when it has been idle.
  [[nodiscard]] Clock::time_point deadline() const { return deadline_; }
  /// Drops what has waited for too long.
  void check(Clock::time_point now);

 private:
  using Failure = boost::system::error_code;
  enum class State {
    idle,      ///< waiting for the first byte of a request
    reading,   ///< waiting for the rest of it
    handling,  ///< waiting for the answer to be made
    writing,
    draining,  ///< refused: reading on for a while, so that the client gets to read why
    closed,
  };
  struct Ticket;

  bool charge(std::size_t bytes);
  [[nodiscard]] std::size_t bytes() const;
  void next_request();
  void read();
  void receive(std::size_t room);
  void got(const Failure& error, std::size_t count);
  void parse();
  void say_continue();
  void refuse(const Failure& reason);
  void fail(int status);
  void handle();
  void write(Response response);
  void wrote(const Failure& error);
  void drain();
  void reset();

  Socket socket_;
  const std::string peer_;
  std::shared_ptr<Shared> shared_;
  boost::beast::flat_buffer buffer_;
  std::optional<boost::beast::http::request_parser<boost::beast::http::string_body>> parser_;
  std::size_t charged_ = 0;  // bytes of the request under way
  std::string out_;
  std::function<void()> written_;
  State state_ = State::idle;
  Clock::time_point deadline_;
  bool receiving_ = false;
  bool keep_alive_ = false;
  bool head_only_ = false;
  bool continued_ = false;
  bool continuing_ = false;  // the word is on its way
  bool drain_after_ = false;
};

}  // namespace luabot::http
