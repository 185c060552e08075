#pragma once
#include <deque>
#include <stdexcept>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include <sys/types.h>

#include "runtime/wire/frame.h"
#include "runtime/wire/messages.h"

namespace luabot::test {

/// The real luabot-worker over a socketpair, with the test as its host. Waits at most 20 s for anything.
class WorkerProcess {
 public:
  struct Frame {
    wire::Type type;
    std::string body;

    /// The frame as a message; fails the test if it is of another kind.
    template <class Message>
    [[nodiscard]] Message as() const {
      auto message = Message::decode(body);
      if (!message.ok()) throw std::runtime_error(message.error().text());
      return *message;
    }
  };

  WorkerProcess();
  ~WorkerProcess();
  WorkerProcess(const WorkerProcess&) = delete;
  WorkerProcess& operator=(const WorkerProcess&) = delete;

  template <class Message>
  void send(const Message& message) {
    std::string bytes;
    message.encode(bytes);
    send_bytes(bytes);
  }
  void send_bytes(std::string_view bytes);

  /// The next frame of the worker. Throws at the end of the stream and when none comes.
  Frame next();
  /// Whether a frame has been received and not taken.
  [[nodiscard]] bool has_frame() const { return !frames_.empty(); }

  /// Loads a bundle; gives the definition, or throws with the text of `failed`.
  std::string load(const std::vector<wire::File>& files);
  std::string load(const std::string& main) { return load({{"main.lua", main}}); }
  /// Loads a bundle that must fail; gives the text.
  std::string load_failure(const std::vector<wire::File>& files);
  std::string load_failure(const std::string& main) { return load_failure({{"main.lua", main}}); }

  /// Closes the socket and gives the worker's exit status, or -signal.
  int finish();

  [[nodiscard]] pid_t pid() const { return pid_; }

 private:
  pid_t pid_ = -1;
  int fd_ = -1;
  wire::FrameReader reader_;
  std::deque<Frame> frames_;
};

/// Starts a run and answers its calls by `answer`, which gives {ok, JSON}, until it is done.
struct RunResult {
  wire::Done done;
  std::vector<wire::Call> calls;
  std::vector<wire::Log> logs;
};
using Answerer = std::pair<bool, std::string> (*)(const wire::Call&);

/// Answers every call with {"id": step + 1}.
std::pair<bool, std::string> answer_id(const wire::Call& call);

RunResult run_event(WorkerProcess& worker, const wire::Start& start, Answerer answer = &answer_id);

}  // namespace luabot::test
