#include "runtime/cli/settings.h"

#include <cstdio>
#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <iterator>

#include "api/base/secret.h"

namespace luabot::cli {

namespace {

Error bad(const std::string& what, const std::string& where) {
  return {"BAD_CONFIG", what, where};
}

Result<std::string> read_secret(const std::string& path) {
  std::error_code error;
  std::ifstream in(path, std::ios::binary);
  // A folder can be opened, but reading it would throw.
  if (!in || std::filesystem::is_directory(path, error)) return bad("cannot read this file", path);
  std::string text{std::istreambuf_iterator<char>(in), {}};
  while (!text.empty() && (text.back() == '\n' || text.back() == '\r')) text.pop_back();
  if (text.empty()) return bad("this file is empty", path);
  return text;
}

}  // namespace

Result<std::string> resolve_secret(const std::string& given) {
  if (given.starts_with("file:")) return read_secret(given.substr(5));
  if (!given.starts_with("env:")) return given;
  const std::string name = given.substr(4);
  const char* value = std::getenv(name.c_str());  // NOLINT(concurrency-mt-unsafe): before any thread starts
  if (value == nullptr || *value == '\0') return bad("this variable is not set", given);
  return std::string(value);
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
