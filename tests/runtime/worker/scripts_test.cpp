#include <filesystem>
#include <fstream>
#include <iterator>

#include <catch2/catch.hpp>

#include "tests/support/worker_process.h"

using luabot::test::WorkerProcess;
namespace wire = luabot::wire;

namespace {

std::string read_file(const std::filesystem::path& path) {
  std::ifstream in(path, std::ios::binary);
  return {std::istreambuf_iterator<char>(in), {}};
}

/// The host of the scripts under tests/scripts: answers a call with what was asked, and refuses methods
/// "fail.…".
std::pair<bool, std::string> mirror(const wire::Call& call) {
  if (call.op.rfind("fail.", 0) == 0)
    return {false, R"({"code":"ACCESS_DENIED","description":"Access denied","status":403,"method":")" +
                       call.op + "\"}"};
  if (call.op == "null") return {true, "null"};
  return {true, R"({"op":")" + call.op + R"(","params":)" + call.params + R"(,"options":)" +
                    (call.options.empty() ? "null" : call.options) + R"(,"where":")" + call.where +
                    R"(","id":)" + std::to_string(call.step + 1) + "}"};
}

/// Runs one file: its top level, and its handler of messages if it has a bot with one.
void conforms(const std::string& name) {
  INFO(name);
  WorkerProcess worker;
  worker.load({{name, read_file(std::filesystem::path(LUABOT_SOURCE_DIR) / "tests/scripts" / name)}});
  const auto result = luabot::test::run_event(
      worker,
      {1, 1'700'000'000'000, 7, 0, "ONIMBOTV2MESSAGEADD",
       R"({"message":{"id":789,"text":"hi","params":{"REPLY_ID":"77"}},"chat":{"id":5,"dialogId":"chat5"},"user":{"id":1}})"},
      &mirror);
  INFO(result.done.error);
  CHECK(result.done.ok);
}

}  // namespace

TEST_CASE("b24 conforms") {
  conforms("b24.lua");
}
TEST_CASE("events conform") {
  conforms("events.lua");
}
TEST_CASE("json conforms") {
  conforms("json.lua");
}
TEST_CASE("log conforms") {
  conforms("log.lua");
}
TEST_CASE("markdown conforms") {
  conforms("markdown.lua");
}
TEST_CASE("order conforms") {
  conforms("order.lua");
}
TEST_CASE("sandbox conforms") {
  conforms("sandbox.lua");
}
TEST_CASE("split conforms") {
  conforms("split.lua");
}
TEST_CASE("ui conforms") {
  conforms("ui.lua");
}

TEST_CASE("every script is run") {
  int files = 0;
  for (const auto& entry :
       std::filesystem::directory_iterator(std::filesystem::path(LUABOT_SOURCE_DIR) / "tests/scripts"))
    files += entry.path().extension() == ".lua" ? 1 : 0;
  CHECK(files == 9);
}
