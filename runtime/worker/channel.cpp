#include "runtime/worker/channel.h"

#include <cerrno>

#include <fcntl.h>
#include <sys/socket.h>

namespace luabot::worker {

Channel::Channel(int fd) : fd_(fd), buffer_(std::size_t{256} * 1024) {
  ::fcntl(fd_, F_SETFL, ::fcntl(fd_, F_GETFL) & ~O_NONBLOCK);
}

std::string_view Channel::read() {
  for (;;) {
    const auto got = ::recv(fd_, buffer_.data(), buffer_.size(), 0);
    if (got > 0) return {buffer_.data(), static_cast<std::size_t>(got)};
    if (got == 0 || errno != EINTR) return {};
  }
}

void Channel::write(std::string& bytes) const {
  std::string_view rest = bytes;
  while (!rest.empty()) {
    const auto sent = ::send(fd_, rest.data(), rest.size(), MSG_NOSIGNAL);
    if (sent >= 0) {
      rest.remove_prefix(static_cast<std::size_t>(sent));
    } else if (errno != EINTR) {
      break;
    }
  }
  bytes.clear();
}

}  // namespace luabot::worker
