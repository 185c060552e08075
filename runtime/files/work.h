#pragma once
#include <functional>
#include <memory>

#include "api/base/error.h"
#include "api/base/loop.h"

namespace luabot::files {

/// A thread for what waits for the disk, one job after the other.
class Work {
 public:
  explicit Work(Loop& loop);
  Work(const Work&) = delete;
  Work& operator=(const Work&) = delete;
  /// Finishes the job under way; its callback and those of all others never come.
  ~Work();

  /// `job` runs on the thread and must touch nothing that others do; `done` comes on the loop.
  void run(std::function<Result<void>()> job, std::function<void(Result<void>)> done);

 private:
  struct Impl;
  std::shared_ptr<Impl> impl_;
};

}  // namespace luabot::files
