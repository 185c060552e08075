#include <csignal>

#include <catch2/catch.hpp>
#include <nlohmann/json.hpp>

#include "tests/e2e/world.h"

using namespace luabot;
using namespace luabot::test;

namespace {

Child::Result status(const World& world, std::vector<std::string> more = {}) {
  std::vector<std::string> command{"status", "--data", world.data()};
  command.insert(command.end(), more.begin(), more.end());
  return World::start(std::move(command))->wait();
}

}  // namespace

TEST_CASE("luabot status tells how a running host is doing") {
  World world;
  const auto host = world.ready_host(world.script("bot:on('message', function(msg) msg:reply('yes') end)"));
  const auto shown = status(world);
  INFO(shown.out + shown.err);
  REQUIRE(shown.status == 0);
  CHECK(shown.out.find("  portal    answers\n") != std::string::npos);
  CHECK(shown.out.find("running   fetch         0  " + world.dir().str()) != std::string::npos);

  const auto json = nlohmann::json::parse(status(world, {"--json"}).out);
  const auto& portal = json.at("portals").at(0);
  CHECK(portal.at("requests").get<int>() > 1);
  CHECK(portal.at("bots").at(0).at("code") == "t");
  CHECK(portal.at("bots").at(0).at("id") == world.bot());
  CHECK(portal.dump().find("token") == std::string::npos);
}

TEST_CASE("luabot status where no host runs says so") {
  const World world;
  const auto said = status(world);
  CHECK(said.status == 1);
  CHECK(said.err.find("no host runs on this data directory") != std::string::npos);
}

TEST_CASE("luabot status finds the data directory of a luabot.toml without its secrets") {
  World world;
  const auto host = world.ready_host(world.script("bot:on('message', function() end)"));
  const auto config =
      world.dir().write("luabot.toml", "data = '" + world.data() +
                                           "'\n[[portal]]\nname = 'acme'\nurl = 'env:NOT_SET'\n"
                                           "[[bot]]\nscript = 'bot'\n");
  const auto said = World::start({"status", "-c", config})->wait();
  INFO(said.err);
  CHECK(said.status == 0);
}

TEST_CASE("luabot status --watch goes on until the host ends") {
  World world;
  const auto host = world.ready_host(world.script("bot:on('message', function() end)"));
  const auto watching = World::start({"status", "--data", world.data(), "--watch", "--json"});
  REQUIRE(watching->wait_for("\"portals\""));
  host->signal(SIGTERM);
  CHECK(host->wait().status == 0);
  const auto end = watching->wait();
  CHECK(end.status == 1);
  CHECK(end.err.find("no host runs") != std::string::npos);
}
