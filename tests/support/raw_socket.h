#pragma once
#include <cstdint>
#include <string>
#include <string_view>

namespace luabot::test {

/// A blocking TCP client on loopback, for saying what no proper HTTP library would. Reads give up after five
/// seconds.
class RawSocket {
 public:
  explicit RawSocket(std::uint16_t port);
  ~RawSocket();
  RawSocket(const RawSocket&) = delete;
  RawSocket& operator=(const RawSocket&) = delete;

  void send(std::string_view bytes);
  /// Reads until so much text has come that it contains `mark`, or until the end.
  std::string read_until(std::string_view mark);
  /// Reads until the server ends the connection.
  std::string read_all();
  /// Reads one answer with a Content-Length: head and body.
  std::string read_answer();
  /// Whether the server has ended the connection, in either way. Silence is no end.
  [[nodiscard]] bool ended() const { return ended_; }
  /// Whether the connection ended with a reset instead of an orderly end.
  [[nodiscard]] bool was_reset() const { return reset_; }

 private:
  bool more();
  int fd_;
  bool ended_ = false;
  bool reset_ = false;
  std::string kept_;  ///< read but not yet given out
};

/// A loopback port that nobody listens on.
std::uint16_t free_port();

/// Sends one POST on a fresh connection; returns the whole answer, or "" after a reset.
std::string post(std::uint16_t port, std::string_view path, std::string_view body,
                 std::string_view content_type = "application/json");

/// The status of an answer's head, 0 when there is none.
int status_of(std::string_view answer);
/// What follows an answer's head.
std::string body_of(std::string_view answer);

}  // namespace luabot::test
