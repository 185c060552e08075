#include "tests/e2e/application_scene.h"

#include <catch2/catch.hpp>

#include "api/emulator/oauth.h"

namespace luabot::test {

constexpr const char* secret = "pl4ntedClientSecret";

emulator::Options ApplicationScene::with_application() {
  auto options = World::unlimited();
  options.client_secret = secret;
  return options;
}

std::string ApplicationScene::config(const std::string& server, const std::string& oauth,
                                     const std::string& bot) {
  const auto base = world.at_portal([](emulator::Portal& portal) { return portal.oauth().base(); });
  return world.dir().write("luabot.toml", "data = 'state'\n[server]\n" + server +
                                              "[[portal]]\nname = 'globex'\nlimit = 'none'\n[portal.oauth]\n"
                                              "client_id = 'local.emulator'\nclient_secret = 'env:SECRET'\n"
                                              "server = '" +
                                              base + "/oauth/token/'\n" + oauth + "[[bot]]\nscript = '" +
                                              example("echo") + "'\n" + bot);
}

std::unique_ptr<Program> ApplicationScene::host(const std::string& config) {
  return World::start({"run", "-c", config}, {std::string("SECRET=") + secret});
}

void ApplicationScene::check_answers(const std::string& text) {
  const int before = world.posted();
  world.say(user, text);
  REQUIRE(world.wait_posted(before + 1));
  CHECK(world.answers(user).back() == "You said: " + text);
}

}  // namespace luabot::test
