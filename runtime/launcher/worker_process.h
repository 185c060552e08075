#pragma once
#include <deque>
#include <functional>
#include <memory>
#include <string>
#include <string_view>

#include <sys/types.h>

#include "api/base/error.h"
#include "api/base/loop.h"
#include "runtime/wire/frame.h"

namespace luabot {

/// The host's end of one worker process: started here, spoken to in frames, killed with its owner.
/// Everything happens on the loop's thread.
class WorkerProcess {
 public:
  struct Hooks {
    /// A frame came. The body lives for this call only. May not destroy the WorkerProcess.
    std::function<void(wire::Type, std::string_view body)> frame;
    /// The process is gone, whoever ended it; the last call. May destroy the WorkerProcess.
    std::function<void(std::string reason)> ended;
  };

  /// Starts the program with its socket at descriptor 3, an empty environment, /dev/null as its input and its
  /// output going to our standard error.
  static Result<std::unique_ptr<WorkerProcess>> start(Loop& loop, const std::string& program, Hooks hooks);
  /// Kills the process and waits for its end.
  ~WorkerProcess();
  WorkerProcess(const WorkerProcess&) = delete;
  WorkerProcess& operator=(const WorkerProcess&) = delete;

  /// Queues a message; what gathers during one turn of the loop goes out in one write.
  template <class Message>
  void send(const Message& message) {
    message.encode(out_);
    schedule_flush();
  }
  /// Appends the next frames to the output; false when these are the last.
  using Source = std::function<bool(std::string& out)>;
  /// Sends what the source gives, asking for more as the worker takes it: what is too much to be queued.
  /// Other messages may come in between.
  void stream(Source source) {
    sources_.push_back(std::move(source));
    schedule_flush();
  }
  [[nodiscard]] pid_t pid() const { return pid_; }

 private:
  WorkerProcess(Loop& loop, pid_t pid, int socket, Hooks hooks);
  void schedule_flush();
  void flush();
  bool write_out();
  void read();
  void end(std::string reason);
  [[nodiscard]] std::string reap();

  Loop& loop_;
  pid_t pid_;
  int socket_;
  Hooks hooks_;
  wire::FrameReader reader_;
  std::string out_;
  std::size_t sent_ = 0;
  std::deque<Source> sources_;
  bool flush_due_ = false;
  std::unique_ptr<Watch> watch_;
  std::shared_ptr<WorkerProcess*> self_;  // nulled on destruction, for tasks already posted
};

}  // namespace luabot
