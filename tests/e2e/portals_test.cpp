#include <csignal>
#include <filesystem>

#include <catch2/catch.hpp>

#include "tests/e2e/world.h"

using namespace luabot;
using namespace luabot::test;

namespace {

constexpr std::int64_t user = 100;
using Texts = std::vector<std::string>;

emulator::Options with_token(const std::string& token) {
  auto options = World::unlimited();
  options.token = token;
  return options;
}

/// Two portals and a luabot.toml.
struct Scene {
  World acme{with_token("pl4ntedAcme")};
  World globex{with_token("pl4ntedGlobex")};

  void bot(const std::string& code, const std::string& says) const {
    static_cast<void>(acme.dir().write(code + "/main.lua", "local bot = require('luabot').bot { code = '" +
                                                               code + "', properties = { name = '" + code +
                                                               "' } }\n"
                                                               "bot:on('message', function(msg) msg:reply('" +
                                                               says + " ' .. msg.text) end)"));
  }
  [[nodiscard]] std::string config(const std::string& more) const {
    return acme.dir().write("luabot.toml",
                            "data = 'state'\n"
                            "[[portal]]\nname = 'acme'\nurl = 'env:ACME_HOOK'\nlimit = 'none'\n"
                            "[[portal]]\nname = 'globex'\nurl = 'file:globex.hook'\nlimit = 'none'\n" +
                                more);
  }
  [[nodiscard]] std::unique_ptr<Program> host(const std::string& config) const {
    static_cast<void>(acme.dir().write("globex.hook", globex.url() + "\n"));
    return World::start({"run", "-c", config}, {"ACME_HOOK=" + acme.url()});
  }
};

const std::string three =
    "[[bot]]\nscript = 'one'\nportal = 'acme'\ntoken = 'pl4ntedOne'\n"
    "[[bot]]\nscript = 'two'\nportal = 'globex'\n"
    "[[bot]]\nscript = 'three'\n";

std::int64_t bot_of(World& world, const std::string& code) {
  return world.at_portal([&](emulator::Portal& portal) {
    for (const auto* bot : portal.bots())
      if (bot->code == code) return bot->id;
    return std::int64_t{0};
  });
}

/// What the bot answers to the text.
std::string answer(World& world, const std::string& code, const std::string& text) {
  const auto dialog = std::to_string(bot_of(world, code));
  const int before = world.posted();
  world.say(user, text, dialog);
  if (!world.wait_posted(before + 1)) return "nothing";
  return world.answers(user, dialog).back();
}

}  // namespace

TEST_CASE("one host serves three bots on two portals") {
  Scene scene;
  for (const char* code : {"one", "two", "three"}) scene.bot(code, code);
  const auto config = scene.config(three);
  for (int start = 0; start < 2; ++start) {  // the second finds what the first has kept
    const auto host = scene.host(config);
    REQUIRE(host->wait_for("ready: one is bot"));
    REQUIRE(host->wait_for("ready: two is bot"));
    REQUIRE(scene.acme.wait([](emulator::Portal& portal) { return portal.bots().size() == 2; }));
    REQUIRE(scene.globex.wait([](emulator::Portal& portal) { return portal.bots().size() == 2; }));
    CHECK(bot_of(scene.acme, "two") == 0);
    CHECK(bot_of(scene.globex, "one") == 0);
    CHECK(answer(scene.acme, "one", "a") == "one a");
    CHECK(answer(scene.globex, "two", "b") == "two b");
    CHECK(answer(scene.acme, "three", "c") == "three c");
    CHECK(answer(scene.globex, "three", "d") == "three d");
    stop(*host);
  }
  const auto state = scene.acme.dir().path() / "state";
  CHECK(std::filesystem::exists(state / "portals/acme/journal.db"));
  CHECK(std::filesystem::exists(state / "portals/globex/journal.db"));
  CHECK((std::filesystem::status(state).permissions() & std::filesystem::perms::others_all) ==
        std::filesystem::perms::none);
}

TEST_CASE("a portal that is down does not delay the other") {
  Scene scene;
  for (const char* code : {"one", "two", "three"}) scene.bot(code, code);
  scene.globex.faults({{.kinds = {"reset_before"}}});
  const auto host = scene.host(scene.config(three));
  REQUIRE(host->wait_for("ready: one is bot"));
  CHECK(answer(scene.acme, "one", "a") == "one a");
  CHECK(bot_of(scene.globex, "two") == 0);
  CHECK(scene.globex.wait_calls("imbot.v2.Bot.register", 2));
  scene.globex.faults({});
  REQUIRE(host->wait_for("ready: two is bot"));
  CHECK(answer(scene.globex, "two", "b") == "two b");
  stop(*host);
}

TEST_CASE("a journal that is damaged costs its own portal only") {
  Scene scene;
  for (const char* code : {"one", "two", "three"}) scene.bot(code, code);
  static_cast<void>(scene.acme.dir().write("state/portals/globex/journal.db", "this is no journal"));
  const auto host = scene.host(scene.config(three));
  REQUIRE(host->wait_for("ready: one is bot"));
  CHECK(answer(scene.acme, "one", "a") == "one a");
  stop(*host);
  CHECK(host->err().find("globex: ") != std::string::npos);
  CHECK(host->err().find("JOURNAL_DAMAGED") != std::string::npos);
}

TEST_CASE("a bot that cannot run is told of and the others run") {
  Scene scene;
  scene.bot("one", "one");
  static_cast<void>(scene.acme.dir().write("broken/main.lua", "this is no Lua"));
  static_cast<void>(scene.acme.dir().write(
      "twin.lua", "require('luabot').bot { code = 'one', properties = { name = 'x' } }"));
  const auto config = scene.config(
      "[[bot]]\nscript = 'one'\nportal = 'acme'\n"
      "[[bot]]\nscript = 'broken'\nportal = 'acme'\n"
      "[[bot]]\nscript = 'missing'\n");
  auto host = scene.host(config);
  REQUIRE(host->wait_for("ready: one is bot"));
  REQUIRE(host->wait_for("acme, " + scene.acme.dir().str() + "/broken"));
  CHECK(host->wait_for("globex, " + scene.acme.dir().str() + "/missing"));
  CHECK(answer(scene.acme, "one", "a") == "one a");
  stop(*host);

  host = scene.host(scene.config("[[bot]]\nscript = 'one'\n[[bot]]\nscript = 'twin.lua'\nportal = 'acme'\n"));
  CHECK(host->wait_for("BOT_CODE_TWICE"));
  REQUIRE(host->wait_for("ready: one is bot"));
  stop(*host);
}

TEST_CASE("a host of which no bot can run ends with status 1") {
  Scene scene;
  const auto host =
      scene.host(scene.config("[[bot]]\nscript = 'missing'\n[[bot]]\nscript = 'too.lua'\nportal = 'acme'\n"));
  const auto result = host->wait();
  INFO(result.err);
  CHECK(result.status == 1);
  CHECK(count_of(result.err, "SCRIPT_UNREADABLE") == 3);
}

TEST_CASE("a host that was killed goes on with the runs of all its bots") {
  Scene scene;
  // Between its two messages a run waits for the portal, and there the kill comes.
  for (const char* code : {"one", "two", "three"})
    static_cast<void>(scene.acme.dir().write(
        std::string(code) + "/main.lua",
        "local bot = require('luabot').bot { code = '" + std::string(code) +
            "', properties = { name = 'x' } }\n"
            "bot:on('message', function(msg) msg:reply('first') require('b24').call('server.time', {}) "
            "msg:reply('second') end)"));
  const auto config = scene.config(three);
  auto host = scene.host(config);
  REQUIRE(host->wait_for("ready: two is bot"));
  REQUIRE(host->wait_for("ready: one is bot"));
  scene.acme.faults({{.match = "server.time", .kinds = {"reset_before"}}});
  scene.globex.faults({{.match = "server.time", .kinds = {"reset_before"}}});
  scene.acme.say(user, "x", std::to_string(bot_of(scene.acme, "one")));
  scene.globex.say(user, "x", std::to_string(bot_of(scene.globex, "two")));
  REQUIRE(scene.acme.wait_calls("server.time", 1));
  REQUIRE(scene.globex.wait_calls("server.time", 1));
  host->signal(SIGKILL);
  static_cast<void>(host->wait());
  scene.acme.faults({});
  scene.globex.faults({});
  host = scene.host(config);
  CHECK(scene.acme.wait_posted(2));
  CHECK(scene.globex.wait_posted(2));
  stop(*host);
  CHECK(scene.acme.answers(user, std::to_string(bot_of(scene.acme, "one"))) == Texts{"first", "second"});
  CHECK(scene.globex.answers(user, std::to_string(bot_of(scene.globex, "two"))) == Texts{"first", "second"});
}

TEST_CASE("a data directory of before keeps working when its portal moves into a luabot.toml") {
  Scene scene;
  for (const char* code : {"one", "two", "three"}) scene.bot(code, code);
  auto host = World::start({"run", (scene.acme.dir().path() / "one").string(), "--data",
                            (scene.acme.dir().path() / "state").string(), "--limit", "none"},
                           {"LUABOT_PORTAL=" + scene.acme.url()});
  REQUIRE(host->wait_for("ready: one is bot"));
  stop(*host);
  // Its token is in that journal alone: without it, the portal would refuse the bot.
  const auto config = scene.config("[[bot]]\nscript = 'one'\n[[bot]]\nscript = 'two'\nportal = 'globex'\n");
  host = scene.host(config);
  REQUIRE(host->wait_for("ready: two is bot"));
  REQUIRE(scene.globex.wait([](emulator::Portal& portal) { return portal.bots().size() == 2; }));
  CHECK(answer(scene.acme, "one", "a") == "one a");
  stop(*host);
  const auto state = scene.acme.dir().path() / "state";
  CHECK(std::filesystem::exists(state / "portals/globex/journal.db"));
  CHECK_FALSE(std::filesystem::exists(state / "portals/acme"));
}

TEST_CASE("flags go over the luabot.toml") {
  Scene scene;
  for (const char* code : {"one", "two", "three"}) scene.bot(code, code);
  const auto config = scene.config(three);
  // A PATH chooses among the bots of the file, and --portal takes the place of its portals.
  const auto one = (scene.acme.dir().path() / "one").string();
  static_cast<void>(scene.acme.dir().write("globex.hook", scene.globex.url()));
  const auto host =
      World::start({"run", one, "-c", config, "--portal", scene.globex.url(), "--limit", "none"},
                   {"ACME_HOOK=" + scene.acme.url()});
  REQUIRE(host->wait_for("ready: one is bot"));
  stop(*host);
  CHECK(bot_of(scene.globex, "one") != 0);
  CHECK(bot_of(scene.globex, "three") == 0);
  CHECK(scene.acme.bot() == 0);
  CHECK(scene.globex.at_portal([](emulator::Portal& portal) { return portal.bots().front()->token; }) ==
        "pl4ntedOne");
}

TEST_CASE("a luabot.toml that is wrong is told with its line and ends with status 2") {
  Scene scene;
  const auto refused = [&](const std::string& more, const std::string& says) {
    const auto config = scene.config(more);
    const auto result = scene.host(config)->wait();
    INFO(result.err);
    CHECK(result.status == 2);
    CHECK(result.err.find(config + ":") != std::string::npos);
    CHECK(result.err.find(says) != std::string::npos);
  };
  refused("[[bot]]\nscirpt = 'one'\n", "Did you mean script?");
  refused("[[bot]]\nscript = 'one'\ntoken = 'pl4nted" + std::string(40, 'x') + "'\n", "40 characters");
  refused("[[portal]]\nname = 'c'\nurl = 'http://10.0.0.1/rest/1/pl4nted/'\n", "loopback");
  refused("[[portal]]\nname = 'c'\nurl = pl4nted\n", "TOML");
  const auto none = World::start({"run", "-c", scene.config("")}, {"ACME_HOOK=" + scene.acme.url()})->wait();
  CHECK(none.status == 2);
  CHECK(none.err.find("no bot is named") != std::string::npos);
}
