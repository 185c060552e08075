#pragma once
#include <cstdint>
#include <functional>
#include <optional>

#include "api/base/loop.h"
#include "runtime/journal/journal.h"

namespace luabot {

/// A run that holds its dialog's turn: what the journal knows of it, and what is under way. The host keeps it
/// until it is finished; it outlives the worker process that it runs in.
struct Run {
  explicit Run(journal::Run from) : record(std::move(from)) {}

  /// The step of that number if the journal has it.
  [[nodiscard]] journal::Step* step(std::uint32_t number);

  journal::Run record;
  std::optional<std::uint32_t> waiting;  ///< the step whose answer the worker waits for
  Handle under_way;                      ///< the call of step `waiting`, or of the same step before a crash
  std::uint32_t unsaved = 0;             ///< recorded steps that are not committed yet
  std::function<void()> gated;           ///< an effect that may not happen before they are
  int crashes = 0;                       ///< how often a worker died while this run was executing
  bool over = false;                     ///< finished or given up: nothing more is done for it

  /// Ends everything under way; what comes in later is ignored.
  void close();
};

/// FNV-1a: the same on every machine and build, which std::hash does not promise. Guards against mistakes,
/// not foes.
[[nodiscard]] std::uint64_t stable_hash(std::string_view text);

/// What a step asks for, in a form that is kept in the journal and compared on replay: readable head, hashed
/// rest.
[[nodiscard]] std::string fingerprint(std::string_view service, std::string_view op, std::string_view params);

}  // namespace luabot
