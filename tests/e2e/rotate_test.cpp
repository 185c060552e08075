#include <csignal>

#include <catch2/catch.hpp>

#include "tests/e2e/world.h"

using namespace luabot;
using namespace luabot::test;

namespace {

constexpr const char* update = "imbot.v2.Bot.update";

std::string token_of(World& world) {
  auto token = world.at_portal([](emulator::Portal& portal) { return portal.bots().front()->token; });
  plant(token);
  return token;
}

Child::Result rotate(World& world, std::vector<std::string> more = {},
                     std::vector<std::string> environment = {}) {
  more.insert(more.begin(), {"rotate", "--data", world.data(), "--limit", "none"});
  auto result = world.run(more, {}, std::move(environment));
  INFO(result.err);
  CHECK(result.status >= 0);
  return result;
}

/// Kills a rotation when the portal's answer to it, told by the fault's kind, is lost and it asks what became
/// of it.
void kill_rotation(World& world, const char* kind) {
  world.faults({{.match = update, .kinds = {kind}}, {.match = "imbot.v2.Command.list", .kinds = {"503"}}});
  const int before = world.calls(update);
  auto half =
      World::start({"rotate", "--data", world.data(), "--limit", "none"}, {"LUABOT_PORTAL=" + world.url()});
  REQUIRE(world.wait_calls("imbot.v2.Command.list", 1));
  CHECK(world.calls(update) == before + 1);
  half->signal(SIGKILL);
  static_cast<void>(half->wait());
  world.faults({});
}

/// The bot runs with the token that the journal has.
void check_runs(World& world) {
  const auto host = world.ready_host(example("echo"));
  const int before = world.posted();
  world.say(100, "hi");
  CHECK(world.wait_posted(before + 1));
  stop(*host);
}

}  // namespace

TEST_CASE("a bot is given another token and runs with it") {
  World world;
  check_runs(world);
  const auto first = token_of(world);
  auto result = rotate(world, {"echo"});
  INFO(result.err);
  CHECK(result.status == 0);
  CHECK(result.err.find("echo: the token was changed") != std::string::npos);
  const auto second = token_of(world);
  CHECK(second != first);
  CHECK(second.size() == 32);
  check_runs(world);

  result = rotate(world, {"echo", "--new-token", "env:NEW"}, {"NEW=pl4ntedNewT0ken"});
  CHECK(result.status == 0);
  CHECK(token_of(world) == "pl4ntedNewT0ken");
  check_runs(world);
}

TEST_CASE("a rotation whose answer is lost is found out") {
  World world;
  check_runs(world);
  const auto first = token_of(world);
  // Carried out, but nobody hears of it.
  world.faults({{.match = update, .kinds = {"reset_after"}, .times = 1}});
  auto result = rotate(world);
  INFO(result.err);
  CHECK(result.status == 0);
  CHECK(world.calls(update) == 1);
  CHECK(token_of(world) != first);
  check_runs(world);
  // Not carried out: asked again with the same token.
  const auto second = token_of(world);
  world.faults({{.match = update, .kinds = {"truncated"}, .times = 1}});
  result = rotate(world);
  CHECK(result.status == 0);
  CHECK(token_of(world) != second);
  check_runs(world);
}

TEST_CASE("a rotation that is killed is finished by the host or by another") {
  World world;
  check_runs(world);
  const auto first = token_of(world);
  kill_rotation(world, "reset_after");  // the portal has the new one
  const auto second = token_of(world);
  CHECK(second != first);
  check_runs(world);
  auto result = rotate(world);
  CHECK(result.status == 0);
  CHECK(token_of(world) != second);
  check_runs(world);
}

TEST_CASE("a rotation that is killed before the portal took the new token leaves a bot that runs") {
  World world;
  check_runs(world);
  const auto first = token_of(world);
  kill_rotation(world, "reset_before");
  CHECK(token_of(world) == first);
  check_runs(world);
  CHECK(token_of(world) == first);
  // The next one goes on with the token of the first, and no other.
  auto result = rotate(world, {"--new-token", "env:NEW"}, {"NEW=pl4ntedAnother"});
  INFO(result.err);
  CHECK(result.status == 1);
  CHECK(result.err.find("ROTATION_BEGUN") != std::string::npos);
  CHECK(token_of(world) == first);
  result = rotate(world);
  INFO(result.err);
  CHECK(result.status == 0);
  CHECK(token_of(world) != first);
  check_runs(world);
}

TEST_CASE("a portal that refuses the rotation leaves the bot its token") {
  World world;
  check_runs(world);
  const auto first = token_of(world);
  world.faults({{.match = update,
                 .kinds = {"error"},
                 .times = 1,
                 .code = "BOT_TOKEN_ROTATION_FAILED",
                 .status = 400}});
  const auto result = rotate(world);
  INFO(result.err);
  CHECK(result.status == 1);
  CHECK(result.err.find("BOT_TOKEN_ROTATION_FAILED") != std::string::npos);
  CHECK(token_of(world) == first);
  check_runs(world);
}

TEST_CASE("what cannot be rotated is told") {
  World world;
  auto result = rotate(world);
  CHECK(result.status == 1);
  CHECK(result.err.find("no such bot") != std::string::npos);
  auto host = world.ready_host(example("echo"), {}, {"LUABOT_BOT_TOKEN=pl4ntedGiven"});
  result = rotate(world);
  INFO(result.err);
  CHECK(result.status == 1);
  CHECK(result.err.find("JOURNAL_LOCKED") != std::string::npos);
  CHECK(result.err.find("Stop the host") != std::string::npos);
  stop(*host);
  result = rotate(world, {"tea"});
  CHECK(result.status == 1);
  CHECK(result.err.find("no such bot") != std::string::npos);
  result = rotate(world, {"--new-token", "pl4nted" + std::string(40, 'x')});
  CHECK(result.status == 2);
  CHECK(world.calls(update) == 0);
}
