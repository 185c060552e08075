#include "runtime/worker/channel.h"

#include <cerrno>

#include <poll.h>
#include <sys/socket.h>

namespace luabot::worker {
namespace {

void wait_for(int fd, short events) {
  pollfd one{fd, events, 0};
  (void)::poll(&one, 1, -1);
}

}  // namespace

std::string_view Channel::read() {
  for (;;) {
    const auto got = ::recv(fd_, buffer_.data(), buffer_.size(), 0);
    if (got > 0) return {buffer_.data(), static_cast<std::size_t>(got)};
    if (got == 0) return {};
    if (errno == EAGAIN) {
      wait_for(fd_, POLLIN);
    } else if (errno != EINTR) {
      return {};
    }
  }
}

void Channel::write(std::string& bytes) const {
  std::string_view rest = bytes;
  while (!rest.empty()) {
    const auto sent = ::send(fd_, rest.data(), rest.size(), MSG_NOSIGNAL);
    if (sent >= 0) {
      rest.remove_prefix(static_cast<std::size_t>(sent));
    } else if (errno == EAGAIN) {
      wait_for(fd_, POLLOUT);
    } else if (errno != EINTR) {
      break;
    }
  }
  bytes.clear();
}

}  // namespace luabot::worker
