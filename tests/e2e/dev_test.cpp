#include <catch2/catch.hpp>

#include "tests/e2e/world.h"

using namespace luabot::test;

namespace {

Child::Result dev(const std::string& path, const std::string& input) {
  Child child({program(), "dev", path});
  child.write(input);
  auto result = child.wait(std::chrono::seconds(90));
  UNSCOPED_INFO(result.err);
  return result;
}

}  // namespace

TEST_CASE("piped lines are answered one by one and the end of input is the end") {
  const auto result = dev(example("echo"), "hi\nbye\n");
  CHECK(result.status == 0);
  CHECK(result.out == "You said: hi\nYou said: bye\n");
}

TEST_CASE("a last line without its newline counts") {
  const auto result = dev(example("echo"), "hi\nbye");
  CHECK(result.status == 0);
  CHECK(result.out == "You said: hi\nYou said: bye\n");
}

TEST_CASE("a kept data directory meets the next portal's events") {
  const TempDir dir;
  const auto port = std::to_string(free_port());
  for (const char* text : {"one", "two"}) {
    const auto result =
        run({program(), "dev", example("echo"), "--data", dir.str() + "/data", "--port", port},
            std::string(text) + "\n");
    CHECK(result.status == 0);
    CHECK(result.out == "You said: " + std::string(text) + "\n");
  }
}

TEST_CASE("no input is no conversation") {
  for (const char* input : {"", "\n\n"}) {
    const auto result = dev(example("echo"), input);
    CHECK(result.status == 0);
    CHECK(result.out.empty());
  }
}

TEST_CASE("quit ends the conversation with what was said before it") {
  const auto result = dev(example("echo"), "hi\n/quit\nbye\n");
  CHECK(result.status == 0);
  CHECK(result.out == "You said: hi\n");
}

TEST_CASE("as switches the user and in the dialog") {
  const TempDir dir;
  const auto script = dir.write("who.lua", R"(
local bot = require("luabot").bot { code = "who", properties = { name = "Who" } }
bot:on("message", function(msg)
  msg:reply(msg.userId .. " in " .. (msg.chat.dialogId:match("^chat") and msg.chat.dialogId or "private"))
end)
)");
  const auto one = dev(script, "hi\n/as 7\nhi\n/as nobody\n");
  CHECK(one.status == 0);
  CHECK((one.out == "1 in private\n7 in private\n" || one.out == "7 in private\n1 in private\n"));
  CHECK(one.err.find("/as wants the number of a user") != std::string::npos);
  // In a group only what mentions the bot reaches it.
  const auto group = dev(script, "/as 7\n/in chat5\nnot for it\n@Who hello\n/in nowhere\n");
  CHECK(group.status == 0);
  CHECK(group.out == "7 in chat5\n");
  CHECK(group.err.find("/in wants a chat") != std::string::npos);
  const auto back = dev(script, "/in chat5\n/in bot\nhi\n");
  CHECK(back.out == "1 in private\n");
}

TEST_CASE("press presses a button of the latest keyboard") {
  const auto result =
      dev(example("coffee"), "/press Medium\nhi\n/press Medium\n/press How many so far?\n/press Nothing\n");
  CHECK(result.status == 0);
  CHECK(result.err.find("no message has had buttons yet") != std::string::npos);
  CHECK(result.out.find("Would you like a coffee?\n[Small] [Medium] [Large] [How many so far?]\n") == 0);
  CHECK(result.out.find("[b]Medium[/b] coffee for ") != std::string::npos);
  CHECK(result.out.find("order #1.\n1 so far.\n") != std::string::npos);
  CHECK(result.err.find("no such button") != std::string::npos);
}

TEST_CASE("a broken handler does not end dev") {
  const TempDir dir;
  const auto script = dir.write("bad.lua", R"(
local bot = require("luabot").bot { code = "bad", properties = { name = "Bad" } }
bot:on("message", function(msg)
  if msg.text == "bad" then error("on purpose") end
  msg:reply("fine")
end)
)");
  const auto result = dev(script, "bad\ngood\n");
  CHECK(result.status == 0);
  CHECK(result.out == "fine\n");
  CHECK(result.err.find("bad.lua:4: on purpose") != std::string::npos);
}
