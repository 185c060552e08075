#pragma once
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

  /// Answers are appended to `out`, which outlives the session.
  explicit Session(std::string& out) : out_(out) {}

  /// Handles the frames that these bytes complete. `flush` is called when `out` has grown large.
  /// An error means that the host broke the protocol.
  template <class Flush>
  [[nodiscard]] Result<State> feed(std::string_view bytes, Flush flush) {
    Result<void> handled;
    const auto fed = reader_.feed(bytes, [&](wire::Type type, std::string_view body) {
      if (handled.ok() && state_ == State::running) handled = handle(type, body);
      if (out_.size() > large) flush();
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
  wire::FrameReader reader_;
  State state_ = State::running;
  std::unique_ptr<Vm> vm_;
  std::unique_ptr<Runs> runs_;
};

}  // namespace luabot::worker
