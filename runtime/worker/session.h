#pragma once
#include <functional>
#include <memory>
#include <string>
#include <string_view>

#include "api/base/error.h"
#include "runtime/wire/frame.h"
#include "runtime/worker/runs.h"
#include "runtime/worker/vm.h"

namespace luabot::worker {

/// The worker's side of the protocol, without its socket: bytes in, bytes out.
class Session {
 public:
  enum class State { running, failed };  ///< failed: the bundle did not load; say so and go

  /// Answers are appended to `out`, which outlives the session; `flush` is called when it has grown large.
  Session(std::string& out, std::function<void()> flush) : out_(out), flush_(std::move(flush)) {}

  /// Handles the frames that these bytes complete. An error means that the host broke the protocol.
  [[nodiscard]] Result<State> feed(std::string_view bytes) {
    Result<void> handled;
    const auto fed = reader_.feed(bytes, [&](wire::Type type, std::string_view body) {
      if (handled.ok() && state_ == State::running) handled = handle(type, body);
      if (out_.size() > large) flush_();
    });
    if (!handled.ok()) return handled.error();
    if (!fed.ok()) return fed.error();
    return state_;
  }

 private:
  static constexpr std::size_t large = std::size_t{64} * 1024;
  Result<void> handle(wire::Type type, std::string_view body);
  Result<void> load(std::string_view body);

  std::string& out_;
  std::function<void()> flush_;
  wire::FrameReader reader_;
  State state_ = State::running;
  std::unique_ptr<Vm> vm_;
  std::unique_ptr<Runs> runs_;
};

}  // namespace luabot::worker
