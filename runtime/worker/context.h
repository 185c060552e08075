#pragma once
#include <cstdint>
#include <functional>
#include <string>

#include "runtime/wire/messages.h"
#include "runtime/worker/random.h"

namespace luabot::worker {

/// What a piece of Lua that is under way may see of the world: its clock, its luck, its place in the record.
struct Frame {
  wire::RunId run = 0;         ///< 0 while the top level runs
  std::int64_t wall_ms = 0;    ///< of the last answer
  std::int64_t began_ms = 0;   ///< of the start
  std::uint32_t step = 0;      ///< of the next call
  std::uint32_t recorded = 0;  ///< steps below this are replayed
  Random random;
  wire::Call call;  ///< what the run asks for; valid when it has just yielded Context::mark

  [[nodiscard]] bool replaying() const { return step < recorded; }
};

/// What the bindings share with the rest of the worker. One per Lua state, outlives it.
struct Context {
  std::string* out = nullptr;   ///< frames on their way to the host
  std::function<void()> flush;  ///< sends them now; may be empty
  Frame top;                    ///< of the top level
  Frame* frame = &top;          ///< of what runs now
  const char* stack = nullptr;  ///< of C, about where all that Lua calls is above

  [[nodiscard]] bool in_run() const { return frame != &top; }
};

/// Lua chunks of ours are named "@[luabot]/…"; no line of theirs is given as a script's place.
constexpr const char* own_chunk = "@[luabot]/";

}  // namespace luabot::worker
