#pragma once
#include <cstdint>
#include <functional>
#include <memory>
#include <optional>

#include "api/base/loop.h"
#include "runtime/files/place.h"
#include "runtime/journal/journal.h"

namespace luabot {

/// An effect that has begun and not ended. The worker may die meanwhile and its successor ask for it again.
struct UnderWay {
  std::uint32_t step = 0;
  std::string fingerprint;
  Handle handle;
};

/// Bytes that a worker sends ahead of a call. `error` says why they could not be kept.
struct Content {
  std::optional<files::Spool> spool;
  std::optional<Error> error;
};

/// A run that holds its dialog's turn: what the journal knows of it, and what is under way. The host keeps it
/// until it is finished; it outlives the worker process that it runs in.
struct Run {
  explicit Run(journal::Run from) : record(std::move(from)) {}

  /// The step of that number if the journal has it.
  [[nodiscard]] journal::Step* step(std::uint32_t number);
  /// What time it is in the run at that step: when the last answer before it came. The same on replay.
  [[nodiscard]] std::int64_t time_at(std::uint32_t number) const;

  journal::Run record;
  std::optional<std::uint32_t> waiting;          ///< the step whose answer the worker waits for
  std::optional<UnderWay> under_way;             ///< one at most, since a run waits for its answer
  std::uint32_t unsaved = 0;                     ///< recorded steps that are not committed yet
  std::function<void()> gated;                   ///< an effect that may not happen before they are
  std::shared_ptr<Content> incoming;             ///< belongs to the next call
  std::shared_ptr<files::Place::File> outgoing;  ///< belongs to the answer that is being given
  bool holds = false;                            ///< bytes for its replay
  int crashes = 0;                               ///< how often a worker died while this run was executing
  bool over = false;                             ///< finished or given up: nothing more is done for it

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
