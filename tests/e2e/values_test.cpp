#include <catch2/catch.hpp>

#include "tests/e2e/world.h"

using namespace luabot;
using namespace luabot::test;

namespace {

constexpr std::int64_t user = 100;

}  // namespace

TEST_CASE("a batch makes its calls in one request, each with the answers of those before") {
  World world;
  const auto host = world.ready_host(world.script(R"(
bot:on("message", function(msg)
  local got, errors = b24.batch {
    second = { "imbot.v2.Chat.Message.send",
               { dialogId = msg.dialogId, fields = { message = "after $result[first][id]" } } },
    first = { "imbot.v2.Chat.Message.send", { dialogId = msg.dialogId, fields = { message = "first" } } },
    wrong = { "imbot.v2.Chat.get", { dialogId = "chat999" } },
  }
  msg:reply(("%s %s %s"):format(type(got.first.id), type(got.second.id), errors.wrong.code))
  if got.second.id <= got.first.id then error("in the wrong order") end
end))"));
  const int before = world.calls(send_method);
  world.say(user, "go");
  CHECK(world.wait_posted(3));
  stop(*host);
  const auto answers = world.answers(user);
  REQUIRE(answers.size() == 3);
  CHECK(answers[0] == "first");
  CHECK(answers[1].find("after ") == 0);
  CHECK(answers[1].find("$result") == std::string::npos);
  CHECK(answers[2].find("number number ACCESS_DENIED") == 0);
  CHECK(world.calls("batch") == 1);
  CHECK(world.calls(send_method) == before + 3);
}

TEST_CASE("a batch that halts makes no call after the one that failed") {
  World world;
  const auto host = world.ready_host(world.script(R"(
bot:on("message", function(msg)
  local got, errors = b24.batch {
    { "imbot.v2.Chat.get", { dialogId = "chat999" } },
    { "imbot.v2.Chat.Message.send", { dialogId = msg.dialogId, fields = { message = "never" } } },
    halt = true,
  }
  msg:reply(("%s %s %s"):format(errors[1].code, tostring(got[2]), tostring(errors[2])))
end))"));
  world.say(user, "go");
  CHECK(world.wait_posted(1));
  stop(*host);
  CHECK(world.answers(user) == std::vector<std::string>{"ACCESS_DENIED nil nil"});
}

TEST_CASE("a mistake in a batch is told with its place and never reaches the portal") {
  World world;
  const auto host = world.ready_host(world.script(R"(
bot:on("message", function(msg)
  local got, err = b24.try.batch { first = { "imbot.v2.Chat.get", { dialogID = 5 } } }
  msg:reply(tostring(err))
end))"));
  world.say(user, "go");
  CHECK(world.wait_posted(1));
  stop(*host);
  const auto answers = world.answers(user);
  REQUIRE(answers.size() == 1);
  INFO(answers[0]);
  CHECK(answers[0].find("batch: BAD_PARAMS: cmd.first: imbot.v2.Chat.get: unknown parameter dialogID") == 0);
  CHECK(answers[0].find("(main.lua:4)") != std::string::npos);
  CHECK(world.calls("batch") == 0);
}

TEST_CASE("the pages of a list are read from the portal one by one") {
  World world;
  const auto host = world.ready_host(world.script(R"(
bot:on("message", function(msg)
  local codes = {}
  for other in b24.list("imbot.v2.Bot.list", { limit = 1 }) do codes[#codes + 1] = other.code end
  msg:reply(table.concat(codes, " "))
end))"));
  world.say(user, "go");
  CHECK(world.wait_posted(1));
  stop(*host);
  CHECK(world.answers(user) == std::vector<std::string>{"t"});
}
