#include <csignal>
#include <tuple>

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

TEST_CASE("of several bots those are given other tokens that are named") {
  World acme;
  World globex;
  for (const char* code : {"one", "two"})
    static_cast<void>(acme.dir().write(
        std::string(code) + "/main.lua",
        "require('luabot').bot { code = '" + std::string(code) + "', properties = { name = 'x' } }"));
  const auto config = acme.dir().write("luabot.toml",
                                       "data = 'state'\n"
                                       "[[portal]]\nname = 'acme'\nurl = 'env:ACME'\nlimit = 'none'\n"
                                       "[[portal]]\nname = 'globex'\nurl = 'env:GLOBEX'\nlimit = 'none'\n"
                                       "[[bot]]\nscript = 'one'\nportal = 'acme'\ntoken = 'pl4ntedOne'\n"
                                       "[[bot]]\nscript = 'two'\n");
  const std::vector<std::string> urls{"ACME=" + acme.url(), "GLOBEX=" + globex.url()};
  {
    const auto host = World::start({"run", "-c", config}, urls);
    const auto bots = [](std::size_t count) {
      return [count](emulator::Portal& portal) { return portal.bots().size() == count; };
    };
    REQUIRE(acme.wait(bots(2)));
    REQUIRE(globex.wait(bots(1)));
    REQUIRE(host->wait_for("ready: one is bot"));
    REQUIRE(host->wait_for("ready: two is bot"));
    stop(*host);
  }
  const auto token = [](World& world, const std::string& code) {
    auto found = world.at_portal([&](emulator::Portal& portal) {
      for (const auto* bot : portal.bots())
        if (bot->code == code) return bot->token;
      return std::string();
    });
    plant(found);
    return found;
  };
  const auto two_at_acme = token(acme, "two");
  const auto two_at_globex = token(globex, "two");
  const auto rotated = [&](std::vector<std::string> more) {
    more.insert(more.begin(), {"rotate", "-c", config});
    const auto result = World::start(more, urls)->wait();
    UNSCOPED_INFO(result.err);
    return std::pair(result.status, result.err);
  };

  auto [status, said] = rotated({"two", "--new-token", "pl4ntedForTwo"});
  CHECK(status == 2);
  CHECK(said.find("one token is not enough") != std::string::npos);
  // Its token stands in the luabot.toml, where the next start would read the old one.
  std::tie(status, said) = rotated({"one"});
  CHECK(status == 1);
  CHECK(said.find("TOKEN_GIVEN") != std::string::npos);
  CHECK(token(acme, "two") == two_at_acme);
  CHECK(token(globex, "two") == two_at_globex);
  CHECK(token(acme, "one") == "pl4ntedOne");

  std::tie(status, said) = rotated({"one", "--new-token", "pl4ntedOneMore"});
  CHECK(status == 0);
  CHECK(said.find("one@acme: the token was changed; write it into the settings too") != std::string::npos);
  CHECK(token(acme, "one") == "pl4ntedOneMore");
  CHECK(token(acme, "two") == two_at_acme);

  std::tie(status, said) = rotated({"two"});
  CHECK(status == 0);
  CHECK(said.find("two@acme: the token was changed") != std::string::npos);
  CHECK(said.find("two@globex: the token was changed") != std::string::npos);
  CHECK(token(acme, "one") == "pl4ntedOneMore");
  CHECK(token(acme, "two") != two_at_acme);
  CHECK(token(globex, "two") != two_at_globex);
  CHECK(token(acme, "two") != token(globex, "two"));
}

TEST_CASE("a rotation on one portal leaves the bots of another alone that share its data directory") {
  World acme;
  World globex;
  const auto run = [&](World& world) {
    const auto host = World::start({"run", example("echo"), "--data", acme.data(), "--limit", "none"},
                                   {"LUABOT_PORTAL=" + world.url()});
    REQUIRE(host->wait_for("ready:"));
    stop(*host);
  };
  run(acme);
  run(globex);
  const auto at_acme = token_of(acme);
  const auto at_globex = token_of(globex);
  const auto result = rotate(acme);
  INFO(result.err);
  CHECK(result.status == 0);
  CHECK(token_of(acme) != at_acme);
  CHECK(token_of(globex) == at_globex);
  CHECK(globex.calls(update) == 0);
  CHECK(acme.calls(update) == 1);
}
