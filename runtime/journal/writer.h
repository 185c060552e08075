#pragma once
#include <functional>
#include <memory>
#include <string>
#include <thread>

#include "runtime/journal/database.h"
#include "runtime/journal/directory.h"
#include "runtime/journal/journal.h"
#include "runtime/journal/operation.h"

namespace luabot::journal {

/// The journal's thread and its queue. Created, used and destroyed on the loop's thread.
class Writer {
 public:
  Writer(Loop& loop, Directory directory, std::unique_ptr<Database> database, Journal::Options options);
  /// Commits what is queued, waiting as long as the options say at most.
  ~Writer();
  Writer(const Writer&) = delete;
  Writer& operator=(const Writer&) = delete;

  void push(std::unique_ptr<Operation> operation);
  /// Commits what is queued without waiting for more.
  void hurry();
  void bound_pages(std::int64_t max_pages);
  [[nodiscard]] Journal::Stats stats() const;

 private:
  /// Shared with the thread: a thread that hangs in the disk outlives the writer.
  struct Core;
  std::shared_ptr<Core> core_;
  std::thread thread_;
};

}  // namespace luabot::journal
