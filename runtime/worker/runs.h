#pragma once
#include <memory>
#include <optional>
#include <string>
#include <unordered_map>

#include "api/base/error.h"
#include "runtime/wire/messages.h"
#include "runtime/worker/vm.h"

namespace luabot::worker {

/// The runs under way: one coroutine each, which waits for its answer or has just ended.
class Runs {
 public:
  /// Both outlive this; frames to the host go to `out`.
  Runs(Vm& vm, std::string& out) : vm_(vm), out_(out) {}

  /// Begins a run and drives it to its first call or its end. An error means that the host broke the
  /// protocol.
  [[nodiscard]] Result<void> start(const wire::Start& message);

  /// Bytes that belong to the run's next answer. An error means that the host broke the protocol.
  [[nodiscard]] Result<void> part(const wire::Chunk& chunk);

  /// Resumes a run and drives it to its next call or its end. An error means that the host broke the
  /// protocol.
  [[nodiscard]] Result<void> answer(const wire::Answer& message);

 private:
  struct Run {
    Frame frame;
    lua_State* thread = nullptr;
    int ref = -1;                      ///< keeps the thread in the registry
    std::optional<std::string> bytes;  ///< for the next answer
  };
  using Table = std::unordered_map<wire::RunId, std::unique_ptr<Run>>;

  void drive(Table::iterator at, int arguments);
  void finish(Table::iterator at, bool ok, const std::string& error);

  Vm& vm_;
  std::string& out_;
  Table runs_;
};

}  // namespace luabot::worker
