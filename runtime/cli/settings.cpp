#include "runtime/cli/settings.h"

#include <cstdio>
#include <filesystem>

#include "api/base/secret.h"

namespace luabot::cli {

std::string worker_program() {
  std::error_code error;
  const auto self = std::filesystem::read_symlink("/proc/self/exe", error);
  return (self.parent_path() / "luabot-worker").string();
}

int report(const Error& error, int status) {
  std::fprintf(stderr, "luabot: %s\n", redact(error.text()).c_str());
  return status;
}

}  // namespace luabot::cli
