#include <csignal>
#include <cstdio>
#include <cstdlib>
#include <exception>
#include <string>

#include <sys/prctl.h>
#include <sys/socket.h>

#include "runtime/worker/channel.h"
#include "runtime/worker/session.h"

namespace {

constexpr int socket_fd = 3;

bool is_socket(int fd) {
  int type = 0;
  socklen_t size = sizeof type;
  return ::getsockopt(fd, SOL_SOCKET, SO_TYPE, &type, &size) == 0 && type == SOCK_STREAM;
}

int serve() {
  using luabot::worker::Session;
  luabot::worker::Channel channel(socket_fd);
  std::string out;
  Session session(out, [&] { channel.write(out); });
  for (;;) {
    const auto bytes = channel.read();
    if (bytes.empty()) return 0;
    const auto state = session.feed(bytes);
    channel.write(out);
    if (!state.ok()) {
      std::fprintf(stderr, "luabot-worker: %s\n", state.error().text().c_str());
      return 1;
    }
    if (*state == Session::State::failed) return 1;
  }
}

}  // namespace

int main() {
  if (!is_socket(socket_fd)) {
    std::fputs("luabot-worker: descriptor 3 is not a socket; luabot starts this program itself\n", stderr);
    return 2;
  }
  // A script that never returns would otherwise outlive a host that was killed.
  ::prctl(PR_SET_PDEATHSIG, SIGKILL);
  // Scripts see the same time everywhere, and the C library reads no zone file.
  ::setenv("TZ", "UTC0", 1);
  try {
    return serve();
  } catch (const std::exception& error) {
    std::fprintf(stderr, "luabot-worker: %s\n", error.what());
    return 1;
  }
}
