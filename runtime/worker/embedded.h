#pragma once
#include <span>
#include <string_view>

namespace luabot::worker {

/// A Lua file that is part of the program.
struct EmbeddedFile {
  std::string_view name;  ///< relative to its folder, "luabot/registry.lua"
  std::string_view text;
};

/// The files of scripts/: what bot authors require.
std::span<const EmbeddedFile> library_files();

/// The files of runtime/worker/prelude/: what makes a fresh Lua state a sandbox.
std::span<const EmbeddedFile> prelude_files();

}  // namespace luabot::worker
