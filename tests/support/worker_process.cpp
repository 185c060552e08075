#include "tests/support/worker_process.h"

#include <array>
#include <csignal>
#include <stdexcept>

#include <fcntl.h>
#include <poll.h>
#include <sys/socket.h>
#include <sys/wait.h>
#include <unistd.h>

namespace luabot::test {
namespace {

constexpr int patience_ms = 20'000;

[[noreturn]] void become_worker(int fd) {
  const int null = ::open("/dev/null", O_RDONLY);
  if (null >= 0) ::dup2(null, 0);
  if (fd == 3) {
    ::fcntl(fd, F_SETFD, 0);
  } else {
    ::dup2(fd, 3);
  }
  char name[] = "luabot-worker";
  // The sanitizers' settings are all that a worker under test inherits.
  std::string asan = "ASAN_OPTIONS=detect_leaks=1";
  std::array<char*, 2> arguments{name, nullptr};
  std::array<char*, 2> environment{asan.data(), nullptr};
  ::execve(LUABOT_WORKER_PATH, arguments.data(), environment.data());
  ::_exit(127);
}

}  // namespace

WorkerProcess::WorkerProcess() {
  std::array<int, 2> pair{};
  if (::socketpair(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0, pair.data()) != 0)
    throw std::runtime_error("socketpair");
  pid_ = ::fork();
  if (pid_ == 0) become_worker(pair[1]);
  ::close(pair[1]);
  fd_ = pair[0];
}

WorkerProcess::~WorkerProcess() {
  if (fd_ >= 0) ::close(fd_);
  if (pid_ > 0) {
    ::kill(pid_, SIGKILL);
    ::waitpid(pid_, nullptr, 0);
  }
}

void WorkerProcess::send_bytes(std::string_view bytes) {
  std::array<char, 65536> buffer{};
  while (!bytes.empty()) {
    // A worker that writes while we write must be read, or both wait for ever.
    pollfd one{fd_, POLLIN | POLLOUT, 0};
    if (::poll(&one, 1, patience_ms) <= 0) throw std::runtime_error("the worker takes no more");
    if ((one.revents & POLLIN) != 0) {
      const auto got = ::recv(fd_, buffer.data(), buffer.size(), MSG_DONTWAIT);
      if (got == 0) throw std::runtime_error("the worker has gone");
      if (got > 0)
        (void)reader_.feed({buffer.data(), static_cast<std::size_t>(got)},
                           [&](wire::Type type, std::string_view body) {
                             frames_.push_back({type, std::string(body)});
                           });
    }
    if ((one.revents & POLLOUT) != 0) {
      const auto sent = ::send(fd_, bytes.data(), bytes.size(), MSG_NOSIGNAL | MSG_DONTWAIT);
      if (sent > 0) bytes.remove_prefix(static_cast<std::size_t>(sent));
    }
  }
}

WorkerProcess::Frame WorkerProcess::next() {
  std::array<char, 65536> buffer{};
  while (frames_.empty()) {
    pollfd one{fd_, POLLIN, 0};
    if (::poll(&one, 1, patience_ms) <= 0) throw std::runtime_error("no frame from the worker");
    const auto got = ::recv(fd_, buffer.data(), buffer.size(), 0);
    if (got <= 0) throw std::runtime_error("the worker has gone");
    const auto fed = reader_.feed({buffer.data(), static_cast<std::size_t>(got)},
                                  [&](wire::Type type, std::string_view body) {
                                    frames_.push_back({type, std::string(body)});
                                  });
    if (!fed.ok()) throw std::runtime_error(fed.error().text());
  }
  Frame frame = std::move(frames_.front());
  frames_.pop_front();
  return frame;
}

std::string WorkerProcess::load(const std::vector<wire::File>& files) {
  send(wire::Load{"test", 1'700'000'000'000, files});
  for (;;) {
    const Frame frame = next();
    if (frame.type == wire::Type::log) continue;
    if (frame.type == wire::Type::ready) return frame.as<wire::Ready>().definition;
    throw std::runtime_error(frame.as<wire::Failed>().text);
  }
}

std::string WorkerProcess::load_failure(const std::vector<wire::File>& files) {
  send(wire::Load{"test", 1'700'000'000'000, files});
  for (;;) {
    const Frame frame = next();
    if (frame.type == wire::Type::log) continue;
    if (frame.type == wire::Type::failed) return frame.as<wire::Failed>().text;
    throw std::runtime_error("the bundle loaded");
  }
}

int WorkerProcess::finish() {
  ::close(fd_);
  fd_ = -1;
  int status = 0;
  ::waitpid(pid_, &status, 0);
  pid_ = -1;
  return WIFEXITED(status) ? WEXITSTATUS(status) : -WTERMSIG(status);
}

std::pair<bool, std::string> answer_id(const wire::Call& call) {
  return {true, "{\"id\":" + std::to_string(call.step + 1) + "}"};
}

RunResult run_event(WorkerProcess& worker, const wire::Start& start, Answerer answer) {
  RunResult result;
  worker.send(start);
  for (;;) {
    const auto frame = worker.next();
    if (frame.type == wire::Type::log) {
      result.logs.push_back(frame.as<wire::Log>());
    } else if (frame.type == wire::Type::call) {
      result.calls.push_back(frame.as<wire::Call>());
      const auto& call = result.calls.back();
      auto [ok, value] = answer(call);
      worker.send(
          wire::Answer{call.run, call.step, start.wall_ms + std::int64_t{1000} * (call.step + 1), ok, value});
    } else {
      result.done = frame.as<wire::Done>();
      return result;
    }
  }
}

}  // namespace luabot::test
