#include "runtime/cli/settings.h"

#include <cstdio>
#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <iterator>

#include "api/base/secret.h"

namespace luabot::cli {

Result<std::string> resolve_secret(const std::string& given) {
  if (given.starts_with("env:")) {
    const std::string name = given.substr(4);
    const char* value = std::getenv(name.c_str());  // NOLINT(concurrency-mt-unsafe): before any thread starts
    if (value == nullptr) return Error{"BAD_CONFIG", "this variable is not set", "env:" + name};
    return std::string(value);
  }
  if (given.starts_with("file:")) {
    const std::string path = given.substr(5);
    std::ifstream in(path, std::ios::binary);
    if (!in) return Error{"BAD_CONFIG", "cannot read this file", path};
    std::string text{std::istreambuf_iterator<char>(in), {}};
    while (!text.empty() && (text.back() == '\n' || text.back() == '\r')) text.pop_back();
    return text;
  }
  return given;
}

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
