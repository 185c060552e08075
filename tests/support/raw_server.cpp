#include "tests/support/raw_server.h"

#include <array>
#include <stdexcept>

#include <netinet/in.h>
#include <strings.h>
#include <sys/socket.h>
#include <unistd.h>

namespace luabot::test {
namespace {

std::size_t content_length(const std::string& head) {
  constexpr std::string_view name = "\r\ncontent-length:";
  for (std::size_t at = 0; at + name.size() <= head.size(); ++at)
    if (strncasecmp(head.c_str() + at, name.data(), name.size()) == 0)
      return std::stoul(head.substr(at + name.size()));
  return 0;
}

}  // namespace

std::string Peer::read_request() {
  std::array<char, 16384> part{};
  for (;;) {
    const auto end = read_ahead_.find("\r\n\r\n");
    if (end != std::string::npos) {
      const auto whole = end + 4 + content_length(read_ahead_.substr(0, end + 2));
      if (read_ahead_.size() >= whole) {
        std::string request = read_ahead_.substr(0, whole);
        read_ahead_.erase(0, whole);
        return request;
      }
    }
    const auto got = ::recv(fd_, part.data(), part.size(), 0);
    if (got <= 0) return {};
    read_ahead_.append(part.data(), static_cast<std::size_t>(got));
  }
}

bool Peer::send(std::string_view bytes) {
  while (!bytes.empty()) {
    const auto sent = ::send(fd_, bytes.data(), bytes.size(), MSG_NOSIGNAL);
    if (sent <= 0) return false;
    bytes.remove_prefix(static_cast<std::size_t>(sent));
  }
  return true;
}

bool Peer::answer(int status, std::string_view body, std::string_view more_headers) {
  std::string bytes = "HTTP/1.1 " + std::to_string(status) + " X\r\nContent-Length: ";
  bytes.append(std::to_string(body.size())).append("\r\n").append(more_headers).append("\r\n").append(body);
  return send(bytes);
}

void Peer::close() {
  const std::lock_guard lock(mutex_);
  if (fd_ >= 0) ::close(fd_);
  fd_ = -1;
}

void Peer::reset() {
  const linger at_once{1, 0};
  ::setsockopt(fd_, SOL_SOCKET, SO_LINGER, &at_once, sizeof at_once);
  close();
}

void Peer::wait_gone() {
  std::array<char, 16384> part{};
  while (::recv(fd_, part.data(), part.size(), 0) > 0) {
  }
}

RawServer::RawServer(Script script) : script_(std::move(script)) {
  listener_ = ::socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
  sockaddr_in at{};
  at.sin_family = AF_INET;
  at.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
  socklen_t size = sizeof at;
  auto* address = reinterpret_cast<sockaddr*>(&at);
  if (::bind(listener_, address, size) != 0 || ::listen(listener_, 128) != 0 ||
      ::getsockname(listener_, address, &size) != 0)
    throw std::runtime_error("no loopback port");
  port_ = ntohs(at.sin_port);
  acceptor_ = std::thread([this] { accept_all(); });
}

RawServer::~RawServer() {
  ::shutdown(listener_, SHUT_RDWR);
  acceptor_.join();
  ::close(listener_);
  for (auto& peer : peers_) {
    const std::lock_guard lock(peer.mutex_);
    if (peer.fd_ >= 0) ::shutdown(peer.fd_, SHUT_RDWR);
  }
  for (auto& thread : threads_) thread.join();
}

void RawServer::accept_all() {
  for (;;) {
    const int fd = ::accept4(listener_, nullptr, nullptr, SOCK_CLOEXEC);
    if (fd < 0) return;
    Peer& peer = peers_.emplace_back(fd, connections_++);
    threads_.emplace_back([this, &peer] {
      script_(peer);
      peer.close();
    });
  }
}

std::string RawServer::url(std::string_view path) const {
  return ("http://127.0.0.1:" + std::to_string(port_)).append(path);
}

}  // namespace luabot::test
