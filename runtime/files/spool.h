#pragma once
#include <cstdint>
#include <string>
#include <string_view>

#include "api/base/error.h"
#include "runtime/files/descriptor.h"

namespace luabot::files {

/// The largest file that goes to or from a script, in bytes: what imbot.v2.File.upload takes.
constexpr std::uint64_t largest_content = std::uint64_t{100} << 20U;

/// Bytes that are gathered in a file without a name, so that they need no memory and a crash leaves nothing.
class Spool {
 public:
  /// An empty one on the directory's file system.
  static Result<Spool> make(const std::string& directory);

  /// Appends; once it has failed, all that follows fails the same.
  Result<void> add(std::string_view bytes);
  [[nodiscard]] std::uint64_t size() const { return size_; }
  [[nodiscard]] int fd() const { return file_.get(); }

 private:
  Descriptor file_;
  std::uint64_t size_ = 0;
  std::string wrong_;
};

}  // namespace luabot::files
