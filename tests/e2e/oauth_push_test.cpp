#include <catch2/catch.hpp>
#include <nlohmann/json.hpp>

#include "api/base/json.h"
#include "api/emulator/oauth.h"
#include "tests/e2e/application_scene.h"

using namespace luabot;
using namespace luabot::test;

namespace {

constexpr const char* form = "application/x-www-form-urlencoded";

/// A portal with an application whose bot has its events pushed, by a luabot.toml.
struct Scene : ApplicationScene {
  std::uint16_t port = free_port();

  [[nodiscard]] std::unique_ptr<Program> host() {
    const auto at = "127.0.0.1:" + std::to_string(port);
    return ApplicationScene::host(
        config("listen = '" + at + "'\npublic_url = 'http://" + at + "'\n", "", "events = 'webhook'\n"));
  }
  /// What the emulator's control verb `install` tells that the host has answered; `more` are its parameters.
  [[nodiscard]] int install(Json more = Json::object()) const {
    more["url"] = "http://127.0.0.1:" + std::to_string(port) + "/install/globex";
    const auto& url = world.url();
    const auto colon = url.find(':', url.find("://") + 3);
    const auto emulator = static_cast<std::uint16_t>(std::stoi(url.substr(colon + 1)));
    const auto answer = Json::parse(body_of(post(emulator, "/control/install", more.dump())), nullptr, false);
    return answer.is_object() ? answer.value("status", 0) : 0;
  }
  [[nodiscard]] int event(const std::string& token) const {
    return status_of(post(port, "/push/globex/echo",
                          "event=ONIMBOTV2MESSAGEADD&data[message][text]=x&auth[application_token]=" + token,
                          form));
  }
  /// The status of the last push's answer, waiting for it.
  [[nodiscard]] int pushed() {
    CHECK(world.wait([](emulator::Portal& portal) {
      return !portal.pushes().empty() && portal.pushes().back().status != 0;
    }));
    return world.at_portal([](emulator::Portal& portal) { return portal.pushes().back().status; });
  }
};

}  // namespace

TEST_CASE("the events of an application's bot are pushed to the host that it was installed in") {
  Scene scene;
  plant(std::string(emulator::application_token));
  auto host = scene.host();
  REQUIRE(host->wait_for("NOT_INSTALLED"));
  CHECK(scene.event(std::string(emulator::application_token)) != 200);
  CHECK(scene.install() == 200);
  REQUIRE(host->wait_for("ready: echo is bot"));
  scene.check_answers("one");
  CHECK(scene.pushed() == 200);
  CHECK(scene.world.calls("imbot.v2.Event.get") <= 2);  // what may have waited, and no more

  // Wrong ones: another, none, what a bot without a token would have, and a part of the right one.
  for (const std::string wrong : {"another", "", "custom", "application-token"})
    CHECK(scene.event(wrong) == 403);
  CHECK(scene.world.posted() == 1);

  scene.world.at_portal([](emulator::Portal& portal) { portal.oauth().expire(); });
  scene.check_answers("two");
  scene.check_answers("three");  // the renewed tokens have kept it
  stop(*host);

  host = scene.host();
  REQUIRE(host->wait_for("ready: echo is bot"));
  scene.check_answers("four");
  stop(*host);
}

TEST_CASE("another installation brings another application_token") {
  Scene scene;
  const auto host = scene.host();
  REQUIRE(host->wait_for("NOT_INSTALLED"));
  CHECK(scene.install({{"kind", "page"}}) == 200);  // has none
  REQUIRE(host->wait_for("ready: echo is bot"));
  scene.world.say(Scene::user, "too early");
  CHECK(scene.pushed() == 403);
  CHECK(scene.event("") == 403);
  CHECK(scene.install({{"applicationToken", "pl4ntedOther"}}) == 200);
  CHECK(scene.event("pl4ntedOther") == 200);
  scene.world.say(Scene::user, "still");
  CHECK(scene.world.wait([](emulator::Portal& portal) { return portal.pushes().back().status == 403; }));
  CHECK(scene.install() == 200);
  CHECK(scene.event("pl4ntedOther") == 403);
  const int before = scene.world.posted();
  scene.world.say(Scene::user, "now");
  REQUIRE(scene.world.wait_posted(before + 1));
  CHECK(scene.world.answers(Scene::user) == std::vector<std::string>{"You said: now"});
  stop(*host);
}

TEST_CASE("events are pushed from two portals, as a luabot.toml says") {
  World acme;
  World globex;
  const auto at = "127.0.0.1:" + std::to_string(free_port());
  const auto config = acme.dir().write(
      "luabot.toml",
      "data = 'state'\n[server]\nlisten = '" + at + "'\npublic_url = 'http://" + at +
          "/'\n[[portal]]\nname = 'acme'\nurl = 'env:ACME'\nlimit = 'none'\n"
          "[[portal]]\nname = 'globex'\nurl = 'env:GLOBEX'\nlimit = 'none'\n[[bot]]\nscript = '" +
          example("echo") + "'\nevents = 'webhook'\n");
  const auto host = World::start({"run", "-c", config}, {"ACME=" + acme.url(), "GLOBEX=" + globex.url()});
  for (auto* world : {&acme, &globex})
    REQUIRE(world->wait([](emulator::Portal& portal) {
      return portal.bots().size() == 1 && portal.bots().front()->event_mode == "webhook";
    }));
  CHECK(host->wait_for("ready: echo is bot"));
  for (auto* world : {&acme, &globex}) {
    const std::string text = world == &acme ? "acme" : "globex";
    REQUIRE(world->wait_calls("imbot.v2.Event.get", 1));  // the bot has started
    world->say(Scene::user, text);
    CHECK(world->wait_posted(1));
    CHECK(world->answers(Scene::user) == std::vector<std::string>{"You said: " + text});
    CHECK(world->at_portal([](emulator::Portal& portal) { return portal.pushes().back().status; }) == 200);
  }
  stop(*host);
}
