#pragma once
#include "runtime/journal/statements.h"

namespace luabot::journal {

/// Something the journal is asked to do, and whom to tell.
class Operation {
 public:
  Operation() = default;
  Operation(const Operation&) = delete;
  Operation& operator=(const Operation&) = delete;
  virtual ~Operation() = default;

  /// For the log.
  [[nodiscard]] virtual const char* name() const = 0;
  /// On the journal's thread, within the group's transaction. When that is rolled back it is called again,
  /// so it may leave nothing behind that a second call would not overwrite.
  virtual void apply(Statements& use) = 0;
  /// After the commit: on the loop, or for one that is waited for, on the journal's thread.
  virtual void committed() = 0;

  /// Whether its commit may wait a little for others, because nothing that is to come depends on it soon.
  [[nodiscard]] virtual bool patient() const { return false; }
  /// Whether a thread is blocked until this is done. It hears of failures instead of sitting them out.
  [[nodiscard]] virtual bool waited_for() const { return false; }
  /// It will not be done. On the journal's thread.
  virtual void failed(const Error&) {}
};

}  // namespace luabot::journal
