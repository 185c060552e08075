#include <catch2/catch.hpp>

#include "tests/support/worker_process.h"

using luabot::test::run_event;
using luabot::test::RunResult;
using luabot::test::WorkerProcess;
namespace wire = luabot::wire;

namespace {

const std::string script = R"(local luabot, b24, log = require "luabot", require "b24", require "log"
local bot = luabot.bot { code = "t", properties = { name = "T" } }
local function names(t)
  local list = {}
  for key in pairs(t) do list[#list + 1] = tostring(key) end
  return table.concat(list, " ")
end
bot:on("message", function(msg)
  print("begin")
  local people = {}
  for _, name in ipairs { "Zoe", "Adam", "Mia", "Bob", "Eve", "Ken", "Lou", "Pat" } do people[name] = #name end
  local first = next(people)
  b24.call("one", { names = names(people), event = names(msg), first = first, luck = math.random(1000), at = os.time() })
  log.warn("middle")
  b24.call("two", { clock = os.clock(), luck = math.random(), date = os.date("!%Y-%m-%d %H:%M:%S"),
                    text = tostring(people) .. tostring(print) .. ("%s"):format(people) })
  print("end")
end))";

wire::Start start(std::uint32_t recorded) {
  return {3,        1'700'000'000'000,     99,
          recorded, "ONIMBOTV2MESSAGEADD", R"({"user":{"id":1},"chat":{"dialogId":"1"},"z":1,"a":2})"};
}

RunResult fresh_run(std::uint32_t recorded) {
  WorkerProcess worker;
  worker.load(script);
  return run_event(worker, start(recorded));
}

std::string texts(const RunResult& result) {
  std::string all;
  for (const auto& line : result.logs) all += line.text + ";";
  return all;
}

}  // namespace

TEST_CASE("a replay in another process makes the same calls") {
  const auto first = fresh_run(0);
  INFO(first.done.error);
  REQUIRE(first.done.ok);
  REQUIRE(first.calls.size() == 2);
  CHECK(first.calls[0].params.find(R"("names":"Adam Bob Eve Ken Lou Mia Pat Zoe")") != std::string::npos);
  CHECK(first.calls[0].params.find(R"("event":"a chat user z")") != std::string::npos);
  CHECK(first.calls[0].params.find(R"("first":"Adam")") != std::string::npos);
  CHECK(first.calls[1].params.find(R"("text":"tablefunctiontable")") != std::string::npos);
  CHECK(first.calls[1].params.find(R"("date":"2023-11-14 22:13:21")") != std::string::npos);
  CHECK(first.calls[1].params.find(R"("clock":1,)") != std::string::npos);
  for (int again = 0; again < 4; ++again) {
    const auto replay = fresh_run(2);
    REQUIRE(replay.calls.size() == 2);
    CHECK(replay.calls[0].params == first.calls[0].params);
    CHECK(replay.calls[1].params == first.calls[1].params);
  }
}

TEST_CASE("a replay is quiet until it is past its record") {
  CHECK(texts(fresh_run(0)) == "begin;middle;end;");
  CHECK(texts(fresh_run(1)) == "middle;end;");
  CHECK(texts(fresh_run(2)) == "end;");
}

TEST_CASE("another seed brings other luck") {
  WorkerProcess worker;
  worker.load(script);
  auto other = start(0);
  other.seed = 100;
  CHECK(run_event(worker, start(0)).calls[0].params != run_event(worker, other).calls[0].params);
}
