#include "runtime/launcher/worker_process.h"

#include <array>
#include <cerrno>
#include <csignal>
#include <cstring>
#include <utility>

#include <fcntl.h>
#include <fmt/core.h>
#include <spawn.h>
#include <sys/socket.h>
#include <sys/wait.h>
#include <unistd.h>

namespace luabot {
namespace {

constexpr int worker_socket = 3;
constexpr std::size_t read_size = 256u << 10;

Error cannot_start(const std::string& program, int number) {
  return {"WORKER_START", fmt::format("cannot start the worker: {}", std::strerror(number)), program,
          "luabot-worker must stand beside luabot."};
}

/// Its own process group, so that Ctrl-C in a terminal reaches the host alone, and default signals.
Result<pid_t> spawn(const std::string& program, int socket) {
  posix_spawn_file_actions_t files;
  posix_spawn_file_actions_init(&files);
  posix_spawn_file_actions_addopen(&files, 0, "/dev/null", O_RDONLY, 0);
  posix_spawn_file_actions_adddup2(&files, 2, 1);
  posix_spawn_file_actions_adddup2(&files, socket, worker_socket);
  posix_spawn_file_actions_addclosefrom_np(&files, worker_socket + 1);
  posix_spawnattr_t attributes;
  posix_spawnattr_init(&attributes);
  sigset_t signals;
  sigemptyset(&signals);
  posix_spawnattr_setsigmask(&attributes, &signals);
  sigaddset(&signals, SIGPIPE);
  sigaddset(&signals, SIGINT);
  sigaddset(&signals, SIGTERM);
  posix_spawnattr_setsigdefault(&attributes, &signals);
  posix_spawnattr_setpgroup(&attributes, 0);
  posix_spawnattr_setflags(&attributes,
                           POSIX_SPAWN_SETPGROUP | POSIX_SPAWN_SETSIGMASK | POSIX_SPAWN_SETSIGDEF);

  std::string name = program;
  std::array<char*, 2> arguments{name.data(), nullptr};
  std::array<char*, 1> environment{nullptr};
  pid_t pid = 0;
  const int error =
      posix_spawn(&pid, program.c_str(), &files, &attributes, arguments.data(), environment.data());
  posix_spawn_file_actions_destroy(&files);
  posix_spawnattr_destroy(&attributes);
  if (error != 0) return cannot_start(program, error);
  return pid;
}

}  // namespace

Result<std::unique_ptr<WorkerProcess>> WorkerProcess::start(Loop& loop, const std::string& program,
                                                            Hooks hooks) {
  std::array<int, 2> ends{};
  if (socketpair(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0, ends.data()) != 0)
    return cannot_start(program, errno);
  auto pid = spawn(program, ends[1]);
  close(ends[1]);
  if (!pid) {
    close(ends[0]);
    return pid.error();
  }
  fcntl(ends[0], F_SETFL, O_NONBLOCK);
  return std::unique_ptr<WorkerProcess>(new WorkerProcess(loop, *pid, ends[0], std::move(hooks)));
}

WorkerProcess::WorkerProcess(Loop& loop, pid_t pid, int socket, Hooks hooks)
    : loop_(loop),
      pid_(pid),
      socket_(socket),
      hooks_(std::move(hooks)),
      self_(std::make_shared<WorkerProcess*>(this)) {
  watch_ = loop_.watch(socket_, [this](bool readable, bool writable) {
    if (writable) flush();
    if (readable) read();
  });
  watch_->want(true, false);
}

WorkerProcess::~WorkerProcess() {
  *self_ = nullptr;
  watch_.reset();
  if (socket_ >= 0) close(socket_);
  if (pid_ > 0) static_cast<void>(reap());
}

void WorkerProcess::schedule_flush() {
  if (flush_due_) return;
  flush_due_ = true;
  loop_.post([self = self_] {
    if (*self != nullptr) (*self)->flush();
  });
}

void WorkerProcess::flush() {
  flush_due_ = false;
  if (socket_ < 0) return;  // ended, and kept by its owner
  while (write_out()) {
    if (sources_.empty()) return watch_->want(true, false);
    if (!sources_.front()(out_)) sources_.pop_front();
  }
}

/// False when not all of it could be written now.
bool WorkerProcess::write_out() {
  while (sent_ < out_.size()) {
    const auto wrote = ::send(socket_, out_.data() + sent_, out_.size() - sent_, MSG_NOSIGNAL);
    if (wrote < 0) {
      if (errno == EINTR) continue;
      if (errno == EAGAIN) {
        // What has been read is dropped now and then: a worker that never catches up would keep it all.
        if (sent_ > out_.size() / 2) out_.erase(0, std::exchange(sent_, 0));
        watch_->want(true, true);
      }
      return false;  // otherwise the reader sees the end of the connection and its reason
    }
    sent_ += static_cast<std::size_t>(wrote);
  }
  out_.clear();
  sent_ = 0;
  return true;
}

void WorkerProcess::read() {
  static thread_local std::array<char, read_size> buffer;
  const auto got = ::recv(socket_, buffer.data(), buffer.size(), 0);
  if (got < 0 && (errno == EAGAIN || errno == EINTR)) return;
  if (got <= 0) return end({});
  const auto fed = reader_.feed({buffer.data(), static_cast<std::size_t>(got)}, hooks_.frame);
  if (!fed) end(fed.error().text());
}

void WorkerProcess::end(std::string reason) {
  watch_.reset();
  close(socket_);
  socket_ = -1;
  const std::string how = reap();
  if (reason.empty()) reason = how;
  const auto ended = std::move(hooks_.ended);
  ended(std::move(reason));
}

std::string WorkerProcess::reap() {
  // A worker that closed its socket may take a moment to exit by itself, and its own status is the better
  // reason; one that does not exit is killed.
  int status = 0;
  pid_t done = 0;
  for (int tries = 0; tries < 20 && socket_ < 0; ++tries) {
    done = waitpid(pid_, &status, WNOHANG);
    if (done != 0) break;
    usleep(500);
  }
  if (done == 0) {
    kill(pid_, SIGKILL);
    while ((done = waitpid(pid_, &status, 0)) < 0 && errno == EINTR) {
    }
  }
  pid_ = 0;
  if (done < 0) return "it is gone";
  if (WIFSIGNALED(status))
    return fmt::format("killed by signal {} ({})", WTERMSIG(status), strsignal(WTERMSIG(status)));
  return fmt::format("exited with status {}", WEXITSTATUS(status));
}

}  // namespace luabot
