#include <csignal>
#include <filesystem>
#include <fstream>
#include <iterator>
#include <thread>

#include <catch2/catch.hpp>
#include <nlohmann/json.hpp>

#include "tests/e2e/application_scene.h"

using namespace luabot;
using namespace luabot::test;

namespace {

/// A portal with an application, a bot of it, and a luabot.toml.
struct Scene : ApplicationScene {
  [[nodiscard]] std::string config(const std::string& tokens = {}) {
    return ApplicationScene::config("listen = '127.0.0.1:0'\n", tokens,
                                    "poll = { min = '10ms', max = '50ms' }\n");
  }
  /// The tokens of a new installation, which nobody may print.
  Json installation() {
    auto told =
        world.at_portal([](emulator::Portal& portal) { return portal.oauth().told(portal.oauth().issue()); });
    for (const char* name : {"access_token", "refresh_token"}) plant(told[name].get<std::string>());
    return told;
  }
  /// Plants what the host has stored meanwhile.
  void plant_stored() const {
    const auto file = world.dir().path() / "state/oauth/globex.json";
    std::ifstream in(file);
    const auto stored = Json::parse(std::string{std::istreambuf_iterator<char>(in), {}});
    for (const char* name : {"access_token", "refresh_token"}) plant(stored[name].get<std::string>());
    CHECK(std::filesystem::status(file).permissions() ==
          (std::filesystem::perms::owner_read | std::filesystem::perms::owner_write));
  }
};

std::uint16_t port_of(Program& host) {
  REQUIRE(host.wait_for("listening on 127.0.0.1:"));
  const auto log = host.err();
  constexpr std::string_view before = "listening on 127.0.0.1:";
  return static_cast<std::uint16_t>(std::stoi(log.substr(log.find(before) + before.size())));
}

int install(std::uint16_t port, const Json& told, const std::string& path = "/install/globex") {
  return status_of(post(port, path,
                        "member_id=" + told["member_id"].get<std::string>() +
                            "&REFRESH_ID=" + told["refresh_token"].get<std::string>(),
                        "application/x-www-form-urlencoded"));
}

}  // namespace

TEST_CASE("a bot of an application starts with its installation and outlives its tokens") {
  Scene scene;
  const auto config = scene.config();
  auto host = Scene::host(config);
  const auto port = port_of(*host);
  CHECK(host->wait_for("NOT_INSTALLED"));
  const auto told = scene.installation();
  auto forged = told;
  forged["refresh_token"] = "pl4ntedForgedToken";
  for (int i = 0; i < 3; ++i) CHECK(install(port, forged) == 403);
  CHECK(count_of(host->err(), "an installation was refused") == 1);
  CHECK(install(port, told, "/install/acme") == 404);
  CHECK(scene.world.bot() == 0);
  CHECK(install(port, told) == 200);
  REQUIRE(host->wait_for("ready: echo is bot"));
  scene.plant_stored();
  scene.check_answers("one");
  scene.world.at_portal([](emulator::Portal& portal) { portal.oauth().expire(); });
  scene.check_answers("two");
  scene.plant_stored();
  stop(*host);
  CHECK(count_of(host->err(), "NOT_INSTALLED") == 1);

  host = Scene::host(config);  // the tokens are kept
  REQUIRE(host->wait_for("ready: echo is bot"));
  scene.check_answers("three");
  stop(*host);
}

TEST_CASE("a bot of an application starts with the tokens of the luabot.toml") {
  Scene scene;
  const auto told = scene.installation();
  const auto text = [&](const char* name) { return told[name].get<std::string>(); };
  const auto host = Scene::host(scene.config(
      "member_id = '" + text("member_id") + "'\nendpoint = '" + text("client_endpoint") +
      "'\naccess_token = '" + text("access_token") + "'\nrefresh_token = '" + text("refresh_token") + "'\n"));
  REQUIRE(host->wait_for("ready: echo is bot"));
  scene.check_answers("one");
  stop(*host);
  scene.plant_stored();
}

TEST_CASE("an authorization that ends is told of once") {
  const std::string code = GENERATE("invalid_grant", "invalid_client");
  Scene scene;
  const auto host = Scene::host(scene.config());
  CHECK(install(port_of(*host), scene.installation()) == 200);
  REQUIRE(host->wait_for("ready: echo is bot"));
  scene.plant_stored();
  scene.world.at_portal([&](emulator::Portal& portal) {
    portal.oauth().refuse(code);
    portal.oauth().expire();
  });
  CHECK(host->wait_for(code));
  // What is asked for later meets the same end, and nobody is told again.
  std::this_thread::sleep_for(std::chrono::milliseconds(300));
  const auto told = host->err();
  UNSCOPED_INFO(told);
  CHECK(count_of(told, "oauth: OAuth server: the portal globex: ") == 1);
  CHECK(count_of(told, code) == 1);
  if (code == "invalid_grant") {
    CHECK(told.find("the stored refresh token is no longer valid") != std::string::npos);
    CHECK(told.find("Install the application again on the portal") != std::string::npos);
  }
  CHECK(told.find("..") == std::string::npos);
  // Installed again, it goes on.
  scene.world.at_portal([](emulator::Portal& portal) { portal.oauth().refuse(""); });
  CHECK(install(port_of(*host), scene.installation()) == 200);
  scene.check_answers("again");
  stop(*host);
  scene.plant_stored();
}

TEST_CASE("an address that is in use is told") {
  Scene scene;
  const auto first = Scene::host(scene.config());
  const auto port = std::to_string(port_of(*first));
  const auto config = scene.world.dir().write(
      "second.toml", "data = 'other'\n[server]\nlisten = '127.0.0.1:" + port +
                         "'\n[[portal]]\nname = 'a'\nurl = 'env:HOOK'\n[[bot]]\nscript = '" +
                         example("echo") + "'\n");
  const auto result = World::start({"run", "-c", config}, {"HOOK=" + scene.world.url()})->wait();
  INFO(result.err);
  CHECK(result.status == 1);
  CHECK(result.err.find(port) != std::string::npos);
  stop(*first);
}
