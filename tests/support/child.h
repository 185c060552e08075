#pragma once
#include <chrono>
#include <mutex>
#include <string>
#include <thread>
#include <vector>

#include <sys/types.h>

namespace luabot::test {

/// A program under test: its input is ours to write, what it prints is gathered by threads of our own.
/// Killed with its owner.
class Child {
 public:
  struct Result {
    int status = -1;  ///< exit status, or 128 + the signal
    std::string out;
    std::string err;
  };

  /// `environment` is added to ours, as NAME=value.
  explicit Child(std::vector<std::string> command, std::vector<std::string> environment = {});
  ~Child();
  Child(const Child&) = delete;
  Child& operator=(const Child&) = delete;

  void write(const std::string& text) const;
  void close_input();
  void signal(int number) const;
  /// Waits for the end; kills the child when it takes longer, and says so by status 124.
  Result wait(std::chrono::milliseconds within = std::chrono::seconds(60));
  /// Whether the text appears in what was printed on either stream, waiting for it.
  bool wait_for(const std::string& text, std::chrono::milliseconds within = std::chrono::seconds(60));

  [[nodiscard]] std::string out() const;
  [[nodiscard]] std::string err() const;
  [[nodiscard]] pid_t pid() const { return pid_; }

 private:
  void gather(int fd, std::string& into);

  pid_t pid_ = 0;
  int input_ = -1;
  mutable std::mutex mutex_;
  std::string out_;
  std::string err_;
  std::thread readers_[2];
};

/// All that the children of this process have printed, as far as they have been waited for.
[[nodiscard]] std::string printed_by_all();

/// Runs a program to its end.
Child::Result run(const std::vector<std::string>& command, const std::string& input = {},
                  const std::vector<std::string>& environment = {});

}  // namespace luabot::test
