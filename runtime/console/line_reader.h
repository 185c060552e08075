#pragma once
#include <functional>
#include <memory>
#include <optional>
#include <string>

#include "api/base/loop.h"

namespace luabot {

/// Lines of standard input, read by a thread of its own, since a file or a pipe cannot be watched like a
/// socket. Each line comes on the loop; nothing at the end of input. Give it to nobody but the one user of
/// stdin: the thread stays in its read until the process ends.
class LineReader {
 public:
  using Got = std::function<void(std::optional<std::string> line)>;
  LineReader(Loop& loop, Got got);
  ~LineReader();
  LineReader(const LineReader&) = delete;
  LineReader& operator=(const LineReader&) = delete;

 private:
  struct Shared;
  std::shared_ptr<Shared> shared_;
};

}  // namespace luabot
