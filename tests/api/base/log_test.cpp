#include "api/base/log.h"

#include <fstream>
#include <iterator>

#include <catch2/catch.hpp>
#include <fcntl.h>
#include <unistd.h>

#include "api/base/secret.h"
#include "tests/support/temp_dir.h"

using namespace luabot;

namespace {

/// What the function writes to standard error.
template <class Function>
std::string printed(Function function) {
  const test::TempDir dir;
  const auto file = dir.write("err", "");
  const int kept = dup(STDERR_FILENO);
  const int into = open(file.c_str(), O_WRONLY | O_CLOEXEC);
  REQUIRE(dup2(into, STDERR_FILENO) == STDERR_FILENO);
  function();
  REQUIRE(dup2(kept, STDERR_FILENO) == STDERR_FILENO);
  close(into);
  close(kept);
  std::ifstream in(file);
  return {std::istreambuf_iterator<char>(in), {}};
}

}  // namespace

TEST_CASE("a line of the log shows no secret") {
  const Secret secret("s3cret-of-the-log");
  const auto line = printed([] { log(Level::warn, "room", "the portal says s3cret-of-the-log is wrong"); });
  CHECK(line.find("room: the portal says *** is wrong") != std::string::npos);
  CHECK(line.find("s3cret") == std::string::npos);
}

TEST_CASE("what is below the level is not logged") {
  set_log_level(Level::warn);
  const auto lines = printed([] {
    log(Level::info, "room", "quiet");
    log(Level::error, "room", "loud");
  });
  set_log_level(Level::info);
  CHECK(lines.find("quiet") == std::string::npos);
  CHECK(lines.find("loud") != std::string::npos);
}
