#include "tests/runtime/worker/sandbox/attempt.h"

#include <array>
#include <stdexcept>

#include <fcntl.h>
#include <sys/socket.h>
#include <sys/wait.h>

#include "runtime/worker/sandbox/sandbox.h"

namespace luabot::test {
namespace {

constexpr int worker_socket = 3;
constexpr int no_sandbox = 254;

/// Without what exit() and the sanitizers do at the end, or before a function that is known not to return.
void leave(int status) {
  ::syscall(SYS_exit_group, status);
}

void try_it(const Attempt& attempt, int socket, bool in_sandbox) {
  ::dup2(socket, worker_socket);
  for (const int caught : {SIGABRT, SIGFPE, SIGILL, SIGSEGV, SIGTERM}) ::signal(caught, SIG_DFL);
  if (in_sandbox && !worker::give_up_privileges().ok()) leave(no_sandbox);
  const long result = attempt();
  leave(result < 0 ? errno : 0);
}

Ending in_child(const Attempt& attempt, bool in_sandbox) {
  std::array<int, 2> pair{};
  if (::socketpair(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0, pair.data()) != 0)
    throw std::runtime_error("socketpair");
  // Out of the way of the place that the child's end has to take.
  const int socket = ::fcntl(pair[0], F_DUPFD_CLOEXEC, 64);
  peer = ::fcntl(pair[1], F_DUPFD_CLOEXEC, 64);
  ::close(pair[0]);
  ::close(pair[1]);
  const pid_t child = ::fork();
  if (child == 0) try_it(attempt, socket, in_sandbox);
  ::close(socket);
  int status = 0;
  ::waitpid(child, &status, 0);
  ::close(peer);
  if (WIFSIGNALED(status)) return {0, WTERMSIG(status)};
  if (WEXITSTATUS(status) == no_sandbox) throw std::runtime_error("the child could not enter its sandbox");
  return {WEXITSTATUS(status), 0};
}

}  // namespace

int peer = -1;

Ending sandboxed(const Attempt& attempt) {
  return in_child(attempt, true);
}

Ending free(const Attempt& attempt) {
  return in_child(attempt, false);
}

}  // namespace luabot::test
