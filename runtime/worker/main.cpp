#include <csignal>
#include <cstdio>
#include <exception>
#include <string>
#include <string_view>

#include <sys/prctl.h>
#include <sys/socket.h>

#include "runtime/wire/trial.h"
#include "runtime/worker/channel.h"
#include "runtime/worker/sandbox/sandbox.h"
#include "runtime/worker/session.h"

using namespace luabot;

namespace {

constexpr int socket_fd = 3;

bool is_socket(int fd) {
  int type = 0;
  socklen_t size = sizeof type;
  return ::getsockopt(fd, SOL_SOCKET, SO_TYPE, &type, &size) == 0 && type == SOCK_STREAM;
}

int serve(worker::Channel& channel) {
  using worker::Session;
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

/// Gives up all that scripts must not reach. Without a filter of system calls a worker runs too: the host has
/// tried that before, and decided.
Result<void> enter_sandbox() {
  auto given_up = worker::give_up_privileges();
  if (!given_up.ok() && given_up.error().code == worker::no_seccomp) return {};
  return given_up;
}

int try_sandbox() {
  const auto given_up = worker::give_up_privileges();
  if (given_up.ok()) return 0;
  return given_up.error().code == worker::no_seccomp ? wire::no_filter_status : 1;
}

}  // namespace

int main(int argc, char** argv) {
  if (argc > 1 && std::string_view(argv[1]) == wire::trial_argument) return try_sandbox();
  if (!is_socket(socket_fd)) {
    std::fputs("luabot-worker: descriptor 3 is not a socket; luabot starts this program itself\n", stderr);
    return 2;
  }
  // A script that never returns would otherwise outlive a host that was killed.
  ::prctl(PR_SET_PDEATHSIG, SIGKILL);
  try {
    worker::Channel channel(socket_fd);
    if (const auto entered = enter_sandbox(); !entered.ok()) {
      std::fprintf(stderr, "luabot-worker: %s\n", entered.error().text().c_str());
      return 1;
    }
    return serve(channel);
  } catch (const std::exception& error) {
    std::fprintf(stderr, "luabot-worker: %s\n", error.what());
    return 1;
  }
}
