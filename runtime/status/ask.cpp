#include <cerrno>
#include <cstring>

#include <fcntl.h>
#include <poll.h>
#include <sys/time.h>
#include <unistd.h>

#include "runtime/status/local_address.h"
#include "runtime/status/status_socket.h"

namespace luabot::status {
namespace {

using Clock = std::chrono::steady_clock;

Error not_running(const std::string& data) {
  return {"NOT_RUNNING", "no host runs on this data directory", data,
          "Name that of the host with --data or -c; `luabot run` uses .luabot when none is given."};
}

/// Waits until something can be read; false when the time is over.
bool readable(int socket, Clock::time_point until) {
  const auto left = std::chrono::duration_cast<std::chrono::milliseconds>(until - Clock::now()).count();
  pollfd wanted{socket, POLLIN, 0};
  return left > 0 && ::poll(&wanted, 1, static_cast<int>(left)) == 1;
}

}  // namespace

Result<std::string> ask(const std::string& data, std::chrono::milliseconds patience) {
  const files::Descriptor directory(::open(data.c_str(), O_PATH | O_DIRECTORY | O_CLOEXEC));
  if (!directory) return not_running(data);
  const files::Descriptor socket(::socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0));
  const timeval limit{patience.count() / 1000, static_cast<suseconds_t>(patience.count() % 1000 * 1000)};
  ::setsockopt(socket.get(), SOL_SOCKET, SO_SNDTIMEO, &limit, sizeof limit);  // a full backlog makes it wait
  const auto address = address_in(directory);
  if (::connect(socket.get(), general(address), sizeof address) != 0) {
    if (errno == EAGAIN)
      return Error{"NO_ANSWER", "the host does not answer", data,
                   "Is it stopped or overloaded? See its log."};
    if (errno == EACCES)
      return Error{"NOT_ALLOWED", "only the host's own user may ask for its status", data, "Use sudo -u."};
    return not_running(data);
  }
  const auto until = Clock::now() + patience;
  std::string said;
  std::string piece(std::size_t{64} << 10U, '\0');
  while (readable(socket.get(), until)) {
    const auto got = ::recv(socket.get(), piece.data(), piece.size(), 0);
    if (got > 0)
      said.append(piece, 0, static_cast<std::size_t>(got));
    else if (got == 0 && !said.empty())
      return said;
    else if (got <= 0)
      return Error{"NO_ANSWER", "the host ended while it answered", data};
  }
  return Error{"NO_ANSWER", "the host does not answer", data, "Is it stopped or overloaded? See its log."};
}

}  // namespace luabot::status
