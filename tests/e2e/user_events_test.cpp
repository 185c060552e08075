#include <algorithm>
#include <csignal>

#include <catch2/catch.hpp>

#include "tests/e2e/world.h"

using namespace luabot;
using namespace luabot::test;

namespace {

constexpr std::int64_t owner = 1;  // of the inbound webhook: whose events come
constexpr std::int64_t user = 100;
using Strings = std::vector<std::string>;

/// Tells `user` of every message that reaches the owner or the bot.
constexpr const char* telling = R"(
local function tell(event)
  b24.imbot.v2.Chat.Message.send { dialogId = "100", fields = { message = event.type .. " " .. event.text } }
end
bot:on("ONIMV2MESSAGEADD", tell)
bot:on("message", tell)
)";

Strings pushed_to(std::uint16_t port) {
  const auto at = "127.0.0.1:" + std::to_string(port);
  return {"--events", "webhook", "--listen", at, "--public-url", "http://" + at};
}

/// People write to the owner and to the bot. The first open a dialog: each is heard of all the same.
void say_to_both(World& world, const std::string& text) {
  world.say(user, text + " to the owner", std::to_string(owner));
  world.say(user, text + " to the bot");
}

/// What the bot told, in order of texts.
Strings told(World& world) {
  auto texts = world.answers(user);
  std::sort(texts.begin(), texts.end());
  return texts;
}

Strings both(const Strings& texts) {
  Strings all;
  for (const auto& text : texts) all.push_back("ONIMBOTV2MESSAGEADD " + text + " to the bot");
  for (const auto& text : texts) all.push_back("ONIMV2MESSAGEADD " + text + " to the owner");
  return all;
}

void kill(Program& host) {
  host.signal(SIGKILL);
  CHECK(host.wait().status == 128 + SIGKILL);
}

}  // namespace

TEST_CASE("the events of the user are fetched with the bot's") {
  World world;
  const auto script = world.script(telling);
  auto host = world.ready_host(script);
  REQUIRE(world.wait_calls("imbot.v2.Event.get", 1));
  say_to_both(world, "a");
  CHECK(world.wait_posted(2));
  kill(*host);
  say_to_both(world, "b");  // wait at the portal
  host = world.ready_host(script);
  CHECK(world.wait_posted(4));
  say_to_both(world, "c");
  CHECK(world.wait_posted(6));
  stop(*host);
  INFO(host->err());
  CHECK(told(world) == both({"a", "b", "c"}));
  CHECK(world.calls("im.v2.Event.subscribe") == 2);
  CHECK(world.calls("im.v2.Event.get") == 0);
}

TEST_CASE("the events of the user are fetched while the bot's are pushed") {
  World world;
  const auto script = world.script(telling);
  const auto flags = pushed_to(free_port());
  auto host = world.ready_host(script, flags);
  REQUIRE(world.wait_calls("im.v2.Event.get", 1));
  say_to_both(world, "a");
  CHECK(world.wait_posted(2));
  kill(*host);
  world.say(user, "b to the owner", std::to_string(owner));  // waits at the portal; a push would be lost
  host = world.ready_host(script, flags);
  CHECK(world.wait_posted(3));
  world.say(user, "b to the bot");
  say_to_both(world, "c");
  CHECK(world.wait_posted(6));
  stop(*host);
  INFO(host->err());
  CHECK(told(world) == both({"a", "b", "c"}));
  world.at_portal([](emulator::Portal& portal) {
    REQUIRE(portal.pushes().size() >= 3);
    for (const auto& push : portal.pushes()) {
      CHECK(push.status == 200);
      CHECK(push.type.starts_with("ONIMBOTV2"));
    }
  });
}

TEST_CASE("a bot of which user events are fetched can be given another token") {
  World world;
  const auto host = world.ready_host(world.script(telling), pushed_to(free_port()));
  REQUIRE(world.wait_calls("im.v2.Event.get", 1));
  stop(*host);
  const auto rotated = world.run({"rotate", "--data", world.data(), "--limit", "none"});
  INFO(rotated.err);
  CHECK(rotated.status == 0);
}

TEST_CASE("a run of a user's event goes on after a kill, in whichever mode the host starts again") {
  const bool pushed = GENERATE(true, false);
  World world;
  const auto script = world.script(R"(
local file = require "file"
bot:on("ONIMV2MESSAGEADD", function(event)
  local kept = file.read("kept.txt")
  file.delete("kept.txt")
  luabot.chat(100):send("first " .. event.text)
  b24.call("server.time", {})
  luabot.chat(100):send(kept .. event.text)
end)
bot:on("message", function()
  file.save("kept.txt", "second ")
  b24.try.im.user.get { ID = 100 }
end))");
  const auto flags = pushed_to(free_port());
  auto host = world.ready_host(script, flags);
  REQUIRE(world.wait_calls("im.v2.Event.get", 1));
  world.say(user, "hello");  // opens the dialog
  REQUIRE(world.wait_calls("im.user.get", 1));
  world.faults({{.match = "server.time", .kinds = {"reset_before"}}});
  world.say(user, "x", std::to_string(owner));
  REQUIRE(world.wait_calls("server.time", 1));
  kill(*host);
  world.faults({});
  host = world.ready_host(script, pushed ? flags : Strings());
  CHECK(world.wait_posted(2, std::chrono::seconds(20)));
  stop(*host);
  INFO(host->err());
  CHECK(world.answers(user) == Strings{"first x", "second x"});
}

TEST_CASE("a bot whose delivery is switched hears each event of the user once") {
  World world;
  const auto script = world.script(telling);
  auto host = world.ready_host(script);
  REQUIRE(world.wait_calls("im.v2.Event.subscribe", 1));
  say_to_both(world, "a");
  CHECK(world.wait_posted(2));
  stop(*host);
  say_to_both(world, "b");
  const auto flags = pushed_to(free_port());
  host = world.ready_host(script, flags);
  say_to_both(world, "c");
  CHECK(world.wait_posted(6));
  stop(*host);
  host = world.ready_host(script);
  say_to_both(world, "d");
  CHECK(world.wait_posted(8));
  stop(*host);
  INFO(host->err());
  CHECK(told(world) == both({"a", "b", "c", "d"}));
}

TEST_CASE("a bot without a handler for the user's events does not subscribe to them") {
  World world;
  const auto host = world.ready_host(example("echo"));
  say_to_both(world, "a");
  CHECK(world.wait_posted(1));
  stop(*host);
  CHECK(world.calls("im.v2.Event.subscribe") == 0);
  CHECK(world.answers(user) == Strings{"You said: a to the bot"});
}
