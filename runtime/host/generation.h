#pragma once
#include <cstdint>
#include <functional>
#include <memory>
#include <string>

#include "api/base/loop.h"
#include "runtime/bundle/bundle.h"
#include "runtime/launcher/worker_process.h"
#include "runtime/wire/messages.h"

namespace luabot {

/// One bundle of a bot and the worker process that runs it. Everything that the bundle registered belongs to
/// its generation and ends with it. A worker that dies is started again, after a growing pause.
class Generation {
 public:
  struct Hooks {
    /// The bundle loaded: the first time, and again after each restart of the worker.
    std::function<void(const std::string& definition)> ready;
    /// The bundle does not load, or its first worker does not come up. Said of the first start only; later
    /// ones are tried again.
    std::function<void(const std::string& text)> failed;
    /// The worker is gone; ready() follows when another has taken its place.
    std::function<void(const std::string& reason)> died;
    std::function<void(const wire::Call&)> call;
    std::function<void(const wire::Chunk&)> content;
    std::function<void(const wire::Log&)> log;
    std::function<void(const wire::Done&)> done;
  };

  /// `has_run`: the bundle is known to load, so that a worker that does not come up says nothing of it and
  /// another is tried; only a worker that says why makes it fail.
  Generation(Loop& loop, std::uint64_t number, Bundle bundle, std::string worker_program, Hooks hooks,
             bool has_run = false);

  void start();
  [[nodiscard]] bool ready() const { return ready_; }
  [[nodiscard]] std::uint64_t number() const { return number_; }
  [[nodiscard]] const Bundle& bundle() const { return bundle_; }
  /// 0 while there is no process.
  [[nodiscard]] pid_t pid() const { return worker_ ? worker_->pid() : 0; }

  /// To the worker, if it is there; a run that misses a message is started again with the next worker.
  template <class Message>
  void send(const Message& message) {
    if (worker_ && ready_) worker_->send(message);
  }
  void stream(WorkerProcess::Source source) {
    if (worker_ && ready_) worker_->stream(std::move(source));
  }

 private:
  void frame(wire::Type type, std::string_view body);
  void ended(const std::string& reason);

  Loop& loop_;
  std::uint64_t number_;
  Bundle bundle_;
  std::string program_;
  Hooks hooks_;
  std::unique_ptr<WorkerProcess> worker_;
  bool ready_ = false;
  bool was_ready_ = false;
  bool has_run_;
  std::string failure_;
  Duration pause_{};
  TimePoint started_{};
  Handle restart_;
};

}  // namespace luabot
