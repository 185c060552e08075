#include <csignal>

#include <catch2/catch.hpp>

#include "tests/e2e/world.h"

using namespace luabot;
using namespace luabot::test;

namespace {

std::string bot_name(World& world) {
  return world.at_portal(
      [](emulator::Portal& portal) { return portal.find_user(portal.bots().front()->id)->name(); });
}

std::string bot_token(World& world) {
  return world.at_portal([](emulator::Portal& portal) { return portal.bots().front()->token; });
}

/// A bot of somebody else.
void register_echo(World& world, const std::string& token) {
  world.at_portal([&](emulator::Portal& portal) {
    portal.call("imbot.v2.Bot.register",
                R"({"fields":{"code":"echo","botToken":")" + token + R"(","properties":{"name":"Mine"}}})");
  });
  REQUIRE(world.bot() != 0);
}

}  // namespace

TEST_CASE("a bot that is there already is brought up to date") {
  World world;
  const auto script = [&](const std::string& name) {
    return world.dir().write(
        "named/main.lua", "require('luabot').bot { code = 'named', properties = { name = '" + name + "' } }");
  };
  auto host = world.ready_host(script("First"));
  stop(*host);
  const auto id = world.bot();
  CHECK(bot_name(world) == "First");
  host = world.ready_host(script("Second"));
  stop(*host);
  CHECK(world.bot() == id);
  CHECK(bot_name(world) == "Second");
  CHECK(world.calls("imbot.v2.Bot.update") == 1);
  host = world.ready_host(script("Second"));
  stop(*host);
  CHECK(world.calls("imbot.v2.Bot.update") == 1);
}

TEST_CASE("commands are registered once") {
  World world;
  for (int start = 0; start < 2; ++start) {
    const auto host = world.ready_host(example("coffee"));
    CHECK(world.calls("imbot.v2.Command.register") == 2);
    stop(*host);
  }
}

TEST_CASE("the host makes a token and keeps it") {
  World world;
  auto host = world.ready_host(example("echo"));
  stop(*host);
  const auto token = bot_token(world);
  CHECK(token.size() >= 30);
  CHECK(token.size() <= 40);
  host = world.ready_host(example("echo"));
  world.say(100, "hi");
  CHECK(world.wait_posted(1));
  stop(*host);
}

TEST_CASE("a code that another token owns is refused with a hint") {
  World world;
  register_echo(world, "token-of-somebody");
  const auto result = world.host(example("echo"))->wait();
  INFO(result.err);
  CHECK(result.status == 1);
  CHECK(result.err.find("BOT_CODE_ALREADY_TAKEN") != std::string::npos);
  CHECK(result.err.find("LUABOT_BOT_TOKEN") != std::string::npos);

  auto host = world.ready_host(example("echo"), {}, {"LUABOT_BOT_TOKEN=token-of-somebody"});
  CHECK(bot_name(world) == "Echo");
  stop(*host);
  // From then on it is known.
  host = world.ready_host(example("echo"));
  stop(*host);
}

TEST_CASE("a wrong token does not take the place of the right one") {
  World world;
  auto host = world.ready_host(example("echo"));
  stop(*host);
  const auto result = world.host(example("echo"), {}, {"LUABOT_BOT_TOKEN=not-the-right-one"})->wait();
  INFO(result.err);
  CHECK(result.status == 1);
  CHECK(result.err.find("BOT_CODE_ALREADY_TAKEN") != std::string::npos);
  CHECK(result.err.find("not-the-right-one") == std::string::npos);
  host = world.ready_host(example("echo"));
  stop(*host);
}

TEST_CASE("a given token is used from the first registration on") {
  World world;
  const auto host = world.ready_host(example("echo"), {}, {"LUABOT_BOT_TOKEN=given-by-the-operator"});
  CHECK(bot_token(world) == "given-by-the-operator");
  stop(*host);
}
