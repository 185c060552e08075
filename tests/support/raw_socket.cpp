#include "tests/support/raw_socket.h"

#include <cerrno>
#include <cstdlib>

#include <arpa/inet.h>
#include <catch2/catch.hpp>
#include <netinet/in.h>
#include <sys/socket.h>
#include <sys/time.h>
#include <unistd.h>

namespace luabot::test {

std::uint16_t free_port() {
  const int fd = ::socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
  sockaddr_in at{};
  at.sin_family = AF_INET;
  at.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
  socklen_t size = sizeof at;
  auto* address = reinterpret_cast<sockaddr*>(&at);
  REQUIRE(::bind(fd, address, size) == 0);
  REQUIRE(::getsockname(fd, address, &size) == 0);
  ::close(fd);
  return ntohs(at.sin_port);
}

RawSocket::RawSocket(std::uint16_t port) : fd_(socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0)) {
  const timeval limit{.tv_sec = 5, .tv_usec = 0};
  setsockopt(fd_, SOL_SOCKET, SO_RCVTIMEO, &limit, sizeof limit);
  sockaddr_in address{};
  address.sin_family = AF_INET;
  address.sin_port = htons(port);
  address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
  REQUIRE(connect(fd_, reinterpret_cast<const sockaddr*>(&address), sizeof address) == 0);
}

RawSocket::~RawSocket() {
  close(fd_);
}

void RawSocket::send(std::string_view bytes) {
  while (!bytes.empty()) {
    const auto count = ::send(fd_, bytes.data(), bytes.size(), MSG_NOSIGNAL);
    if (count <= 0) return;
    bytes.remove_prefix(static_cast<std::size_t>(count));
  }
}

bool RawSocket::more() {
  char chunk[16384];
  const auto count = recv(fd_, chunk, sizeof chunk, 0);
  if (count < 0) reset_ = errno == ECONNRESET;
  ended_ = count == 0 || reset_;
  if (count <= 0) return false;
  kept_.append(chunk, static_cast<std::size_t>(count));
  return true;
}

std::string RawSocket::read_until(std::string_view mark) {
  for (;;) {
    const auto at = kept_.find(mark);
    if (at != std::string::npos || !more()) {
      const auto size = at == std::string::npos ? kept_.size() : at + mark.size();
      auto out = kept_.substr(0, size);
      kept_.erase(0, size);
      return out;
    }
  }
}

std::string RawSocket::read_all() {
  while (more()) continue;
  return std::exchange(kept_, {});
}

std::string RawSocket::read_answer() {
  auto head = read_until("\r\n\r\n");
  const auto at = head.find("Content-Length: ");
  if (at == std::string::npos) return head;
  const auto length = std::strtoul(head.c_str() + at + 16, nullptr, 10);
  while (kept_.size() < length && more()) continue;
  head += kept_.substr(0, length);
  kept_.erase(0, length);
  return head;
}

std::string post(std::uint16_t port, std::string_view path, std::string_view body,
                 std::string_view content_type) {
  RawSocket socket(port);
  std::string request = "POST ";
  request.append(path).append(" HTTP/1.1\r\nHost: x\r\nContent-Type: ").append(content_type);
  request.append("\r\nContent-Length: ").append(std::to_string(body.size())).append("\r\n\r\n").append(body);
  socket.send(request);
  return socket.read_answer();
}

int status_of(std::string_view answer) {
  return answer.size() < 12 ? 0 : std::atoi(std::string(answer.substr(9, 3)).c_str());
}

std::string body_of(std::string_view answer) {
  const auto at = answer.find("\r\n\r\n");
  return at == std::string_view::npos ? "" : std::string(answer.substr(at + 4));
}

}  // namespace luabot::test
