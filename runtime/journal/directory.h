#pragma once
#include <cstdint>
#include <string>

#include "api/base/error.h"

namespace luabot::journal {

/// The journal's directory, held by one process at a time. The lock belongs to the open descriptor, so that
/// it goes with the process however that ends, and is not inherited by programs that the process starts.
class Directory {
 public:
  /// Creates it (mode 0700) when missing and locks it; refuses when another holds it, naming the holder.
  static Result<Directory> hold(const std::string& path, std::int64_t wall_ms);

  Directory(Directory&& other) noexcept;
  Directory& operator=(Directory&&) = delete;
  ~Directory();

  /// The file of this name in it.
  [[nodiscard]] std::string file(const char* name) const { return path_ + "/" + name; }
  /// Makes creations and renames in it survive a power cut.
  [[nodiscard]] Result<void> sync() const;

 private:
  Directory(std::string path, int lock) : path_(std::move(path)), lock_(lock) {}
  std::string path_;
  int lock_;
};

/// "WHERE: cannot DOING: reason", from errno.
[[nodiscard]] Error disk_error(const std::string& where, const char* doing, int number);

}  // namespace luabot::journal
