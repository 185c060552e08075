#include "runtime/config/secret_source.h"

#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <iterator>

namespace luabot::config {
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

Result<std::string> resolve_secret(const std::string& given, const std::string& folder) {
  if (given.starts_with("file:"))
    return read_secret((std::filesystem::path(folder) / given.substr(5)).string());
  if (!given.starts_with("env:")) return given;
  const std::string name = given.substr(4);
  const char* value = std::getenv(name.c_str());  // NOLINT(concurrency-mt-unsafe): before any thread starts
  if (value == nullptr || *value == '\0') return bad("this variable is not set", given);
  return std::string(value);
}

}  // namespace luabot::config
