#include <cstdio>
#include <filesystem>
#include <fstream>

#include <fmt/format.h>

#include "runtime/cli/settings.h"
#include "runtime/reference/annotations.h"

namespace luabot::cli {

int types(const std::string& folder) {
  std::size_t count = 0;
  for (const auto& one : reference::annotations()) {
    const std::filesystem::path path = std::filesystem::path(folder) / one.file;
    std::error_code failed_to;
    std::filesystem::create_directories(path.parent_path(), failed_to);
    std::ofstream out(path, std::ios::binary | std::ios::trunc);
    out << one.text;
    out.close();
    if (!out)
      return report(
          {"NOT_WRITTEN", "the file cannot be written", path.string(), "Name a folder of your own."});
    ++count;
  }
  std::printf(
      "%s: %zu files. Add the folder to workspace.library in the settings of your Lua language server.\n",
      folder.c_str(), count);
  return done;
}

}  // namespace luabot::cli
