// One bot cannot reach another.
#include <catch2/catch.hpp>

#include "tests/support/worker_process.h"

using namespace luabot::test;

TEST_CASE("globals of one bot are not another's") {
  const std::string bot = R"(local luabot = require "luabot"
    local bot = luabot.bot { code = "x", properties = { name = "X" } }
    )";
  WorkerProcess one;
  WorkerProcess other;
  one.load(bot + R"(bot:on("message", function()
    LEAK, string.leak, require "json".leak = 1, 1, 1
  end))");
  other.load(bot + R"(bot:on("message", function()
    assert(LEAK == nil and string.leak == nil and require "json".leak == nil)
  end))");
  const luabot::wire::Start start{1, 1'700'000'000'000, 7, 0, "ONIMBOTV2MESSAGEADD", "{}"};
  CHECK(run_event(one, start).done.ok);
  const auto result = run_event(other, start);
  INFO(result.done.error);
  CHECK(result.done.ok);
}
