#include "tests/support/child.h"

#include <array>
#include <cerrno>
#include <csignal>
#include <stdexcept>

#include <fcntl.h>
#include <spawn.h>
#include <sys/wait.h>
#include <unistd.h>

namespace luabot::test {
namespace {

using Clock = std::chrono::steady_clock;

struct Pipe {
  std::array<int, 2> ends{};
  Pipe() {
    if (pipe2(ends.data(), O_CLOEXEC) != 0) throw std::runtime_error("pipe");
  }
};

std::mutex all_mutex;
std::string all_printed;

/// The texts as the system wants a list of them.
std::vector<char*> pointers(std::vector<std::string>& texts) {
  std::vector<char*> list;
  list.reserve(texts.size() + 1);
  for (auto& text : texts) list.push_back(text.data());
  list.push_back(nullptr);
  return list;
}

}  // namespace

Child::Child(std::vector<std::string> command, std::vector<std::string> environment) {
  const Pipe in;
  const Pipe out;
  const Pipe err;
  posix_spawn_file_actions_t files;
  posix_spawn_file_actions_init(&files);
  posix_spawn_file_actions_adddup2(&files, in.ends[0], 0);
  posix_spawn_file_actions_adddup2(&files, out.ends[1], 1);
  posix_spawn_file_actions_adddup2(&files, err.ends[1], 2);

  for (char** at = environ; *at != nullptr; ++at) environment.emplace_back(*at);
  const auto arguments = pointers(command);
  const auto variables = pointers(environment);
  const int error = posix_spawnp(&pid_, arguments[0], &files, nullptr, arguments.data(), variables.data());
  posix_spawn_file_actions_destroy(&files);
  close(in.ends[0]);
  close(out.ends[1]);
  close(err.ends[1]);
  if (error != 0) throw std::runtime_error("cannot start " + command[0]);
  input_ = in.ends[1];
  readers_[0] = std::thread([this, fd = out.ends[0]] { gather(fd, out_); });
  readers_[1] = std::thread([this, fd = err.ends[0]] { gather(fd, err_); });
}

Child::~Child() {
  if (pid_ > 0) {
    kill(pid_, SIGKILL);
    static_cast<void>(wait());
  }
}

void Child::gather(int fd, std::string& into) {
  std::array<char, 65536> buffer;
  for (ssize_t got = 0; (got = read(fd, buffer.data(), buffer.size())) > 0;) {
    const std::lock_guard lock(mutex_);
    into.append(buffer.data(), static_cast<std::size_t>(got));
  }
  close(fd);
}

void Child::write(const std::string& text) const {
  for (std::size_t at = 0; at < text.size();) {
    const auto wrote = ::write(input_, text.data() + at, text.size() - at);
    if (wrote <= 0) return;
    at += static_cast<std::size_t>(wrote);
  }
}

void Child::close_input() {
  if (input_ >= 0) close(input_);
  input_ = -1;
}

void Child::signal(int number) const {
  if (pid_ > 0) kill(pid_, number);
}

Child::Result Child::wait(std::chrono::milliseconds within) {
  Result result;
  close_input();
  int status = 0;
  const auto deadline = Clock::now() + within;
  pid_t done = 0;
  while ((done = waitpid(pid_, &status, WNOHANG)) == 0 && Clock::now() < deadline)
    std::this_thread::sleep_for(std::chrono::milliseconds(2));
  const bool late = done == 0;
  if (late) {
    kill(pid_, SIGKILL);
    waitpid(pid_, &status, 0);
  }
  pid_ = 0;
  for (auto& reader : readers_) reader.join();
  result.status = late ? 124 : WIFSIGNALED(status) ? 128 + WTERMSIG(status) : WEXITSTATUS(status);
  result.out = out_;
  result.err = err_;
  const std::lock_guard lock(all_mutex);
  all_printed += result.out + result.err;
  return result;
}

bool Child::wait_for(const std::string& text, std::chrono::milliseconds within) {
  const auto deadline = Clock::now() + within;
  do {
    if (out().find(text) != std::string::npos || err().find(text) != std::string::npos) return true;
    std::this_thread::sleep_for(std::chrono::milliseconds(2));
  } while (Clock::now() < deadline);
  return false;
}

std::string Child::out() const {
  const std::lock_guard lock(mutex_);
  return out_;
}

std::string Child::err() const {
  const std::lock_guard lock(mutex_);
  return err_;
}

std::string printed_by_all() {
  const std::lock_guard lock(all_mutex);
  return all_printed;
}

Child::Result run(const std::vector<std::string>& command, const std::string& input,
                  const std::vector<std::string>& environment) {
  Child child(command, environment);
  child.write(input);
  return child.wait();
}

}  // namespace luabot::test
