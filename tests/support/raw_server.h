#pragma once
#include <atomic>
#include <functional>
#include <list>
#include <mutex>
#include <string>
#include <string_view>
#include <thread>
#include <vector>

namespace luabot::test {

/// One accepted connection of a RawServer, for the script that serves it. Blocking; on the script's thread.
class Peer {
 public:
  Peer(int fd, int index) : fd_(fd), index_(index) {}

  /// Which connection this is, from 0 in order of arrival.
  [[nodiscard]] int index() const { return index_; }
  /// The next whole request, headers and body (by Content-Length); empty when the client went away.
  [[nodiscard]] std::string read_request();
  /// Sends these bytes as they are. False when the client is gone.
  bool send(std::string_view bytes);
  /// Sends an HTTP answer with a Content-Length.
  bool answer(int status, std::string_view body, std::string_view more_headers = {});
  /// Ends the connection in order.
  void close();
  /// Ends the connection with a TCP reset.
  void reset();
  /// Returns when the client has closed the connection, reading away what it sends until then.
  void wait_gone();

 private:
  friend class RawServer;
  std::mutex mutex_;
  int fd_;
  int index_;
  std::string read_ahead_;
};

/// A TCP server on a loopback port that does what no HTTP server would: half a body, a reset, silence,
/// garbage. The script runs once for each connection, on a thread of its own; the connection is closed when
/// it returns.
class RawServer {
 public:
  using Script = std::function<void(Peer&)>;

  explicit RawServer(Script script);
  RawServer(const RawServer&) = delete;
  RawServer& operator=(const RawServer&) = delete;
  /// Ends all connections and waits for their scripts.
  ~RawServer();

  [[nodiscard]] int port() const { return port_; }
  /// "http://127.0.0.1:PORT" and the path.
  [[nodiscard]] std::string url(std::string_view path) const;
  [[nodiscard]] int connections() const { return connections_; }

 private:
  void accept_all();

  Script script_;
  int listener_ = -1;
  int port_ = 0;
  std::atomic<int> connections_{0};
  std::list<Peer> peers_;
  std::vector<std::thread> threads_;
  std::thread acceptor_;
};

}  // namespace luabot::test
