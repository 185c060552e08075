#pragma once
#include <string>
#include <vector>

#include "api/base/error.h"
#include "runtime/wire/messages.h"

namespace luabot {

/// The scripts of a bot as they were at one moment. A run is bound to the bundle it began with.
struct Bundle {
  std::string name;               ///< for messages: the folder's or file's name
  std::string hash;               ///< of names and contents
  std::vector<wire::File> files;  ///< files[0] is the main script, the others are in the order of their names

  /// One text that unpack() turns back into the same bundle.
  [[nodiscard]] std::string pack() const;
  static Result<Bundle> unpack(std::string_view packed);
};

/// Reads a folder with main.lua (all its .lua files, hidden ones left out) or one .lua file.
/// Errors name the path. A bundle may have 1,000 files and 8 MiB.
[[nodiscard]] Result<Bundle> read_bundle(const std::string& path);

}  // namespace luabot
