#include "runtime/config/config.h"

#include <cmath>
#include <cstdlib>

#include <catch2/catch.hpp>

#include "runtime/config/secret_source.h"
#include "tests/support/temp_dir.h"

using namespace luabot;
using namespace luabot::test;
using namespace std::chrono_literals;

namespace {

config::Config parsed(const TempDir& dir, const std::string& text) {
  auto read = config::read(dir.write("luabot.toml", text));
  INFO((read ? "" : read.error().text()));
  REQUIRE(read);
  return std::move(*read);
}

}  // namespace

TEST_CASE("the file of the documentation is read with every key") {
  const TempDir dir;
  setenv("TOML_ACME", "https://acme.bitrix24.com/rest/1/h00ktoken/", 1);  // NOLINT(concurrency-mt-unsafe)
  setenv("TOML_SECRET", "client-secret-271828", 1);                       // NOLINT(concurrency-mt-unsafe)
  dir.write("token", "b0t-token\n");
  const auto config = parsed(dir, R"(
data = "/var/lib/luabot"
require_sandbox = true
[server]
listen = "127.0.0.1:8024"
public_url = "https://bots.example.com/luabot/"
[[portal]]
name = "acme"
url = "env:TOML_ACME"
limit = "enterprise"
[[portal]]
name = "globex"
limit = { burst = 10, rate = 0.5 }
[portal.oauth]
client_id = "app.1"
client_secret = "env:TOML_SECRET"
server = "https://oauth.example/oauth/token/"
member_id = "a1b2c3"
endpoint = "https://globex.bitrix24.com/rest/"
access_token = "access-1"
refresh_token = "refresh-1"
application_token = "application-1"
[[bot]]
script = "bots/pizza"
portal = "acme"
events = "webhook"
token = "file:token"
poll = { min = "500ms", max = "1m" }
[[bot]]
script = "/srv/echo.lua"
)");
  CHECK(config.data == "/var/lib/luabot");
  CHECK(config.require_sandbox);
  REQUIRE(config.server);
  CHECK(config.server->address == "127.0.0.1");
  CHECK(config.server->port == 8024);
  CHECK(config.server->public_url == "https://bots.example.com/luabot");

  REQUIRE(config.portals.size() == 2);
  const auto& acme = config.portals[0];
  CHECK(acme.name == "acme");
  REQUIRE(acme.address);
  CHECK(acme.address->host == "acme.bitrix24.com");
  CHECK(acme.address->url.reveal() == "https://acme.bitrix24.com/rest/1/h00ktoken/");
  CHECK(acme.limit.burst == 250);
  CHECK_FALSE(acme.oauth);
  CHECK(acme.where == dir.str() + "/luabot.toml:7");
  const auto& globex = config.portals[1];
  CHECK(globex.limit.burst == 10);
  CHECK(globex.limit.rate == 0.5);
  CHECK_FALSE(globex.address);
  REQUIRE(globex.oauth);
  CHECK(globex.oauth->application.client_id == "app.1");
  CHECK(globex.oauth->application.client_secret.reveal() == "client-secret-271828");
  CHECK(globex.oauth->application.server == "https://oauth.example/oauth/token/");
  CHECK(globex.oauth->member_id == "a1b2c3");
  REQUIRE(globex.oauth->tokens);
  CHECK(globex.oauth->tokens->endpoint.url == "https://globex.bitrix24.com/rest/");
  CHECK(globex.oauth->tokens->access_token.reveal() == "access-1");
  CHECK(globex.oauth->tokens->refresh_token.reveal() == "refresh-1");
  CHECK(globex.oauth->tokens->application_token.reveal() == "application-1");

  REQUIRE(config.bots.size() == 2);
  const auto& pizza = config.bots[0];
  CHECK(pizza.script == dir.str() + "/bots/pizza");
  CHECK(pizza.portal == "acme");
  CHECK(pizza.events == config::Delivery::webhook);
  CHECK(pizza.token.reveal() == "b0t-token");
  REQUIRE(pizza.polling);
  CHECK(pizza.polling->min == Duration(500ms));
  CHECK(pizza.polling->max == Duration(1min));
  CHECK(config.bots[1].script == "/srv/echo.lua");
}

TEST_CASE("what is left out has the documented default") {
  const TempDir dir;
  const auto config = parsed(dir, R"(
[[portal]]
name = "acme"
url = "https://acme.bitrix24.com/rest/1/h00ktoken/"
[[bot]]
script = "echo"
)");
  CHECK(config.data.empty());
  CHECK_FALSE(config.require_sandbox);
  CHECK_FALSE(config.server);
  CHECK(config.portals.at(0).limit.burst == 50);
  CHECK(config.portals.at(0).limit.rate == 2);
  const auto& bot = config.bots.at(0);
  CHECK(bot.portal.empty());
  CHECK(bot.events == config::Delivery::fetch);
  CHECK(bot.token.empty());
  CHECK_FALSE(bot.polling);
  CHECK(parsed(dir, "").bots.empty());
  const auto oauth = parsed(dir, R"(
server.listen = "[::1]:0"
[[portal]]
name = "globex"
oauth = { client_id = "app.1", client_secret = "client-secret-271828" }
)");
  CHECK(oauth.portals.at(0).oauth->application.server == "https://oauth.bitrix.info/oauth/token/");
  CHECK_FALSE(oauth.portals.at(0).oauth->tokens);
  CHECK(oauth.server->address == "::1");
  CHECK(oauth.server->port == 0);
}

TEST_CASE("limits and durations are read in each of their forms") {
  const TempDir dir;
  const auto with = [&](const std::string& limit, const std::string& poll) {
    return parsed(dir, "[[portal]]\nname = 'a'\nurl = 'https://a.example/rest/1/t0ken/'\nlimit = " + limit +
                           "\n[[bot]]\nscript = 'x'\npoll = " + poll);
  };
  auto config = with("'standard'", "{ min = '20s' }");
  CHECK(config.portals[0].limit.burst == 50);
  CHECK(config.bots[0].polling->min == Duration(20s));
  CHECK(config.bots[0].polling->max == Duration(20s));
  config = with("'7:0.5'", "{ max = '1h' }");
  CHECK(config.portals[0].limit.burst == 7);
  CHECK(config.bots[0].polling->min == Duration(2s));
  CHECK(config.bots[0].polling->max == Duration(1h));
  config = with("'none'", "{}");
  CHECK(std::isinf(config.portals[0].limit.rate));
  CHECK(config.bots[0].polling->max == Duration(15s));
}

TEST_CASE("a secret is what it is, or what a variable or a file holds") {
  const TempDir dir;
  setenv("TOML_HELD", "held", 1);  // NOLINT(concurrency-mt-unsafe)
  dir.write("kept", "kept\r\n");
  CHECK(*config::resolve_secret("plain") == "plain");
  CHECK(*config::resolve_secret("env:TOML_HELD") == "held");
  CHECK(*config::resolve_secret("file:" + dir.str() + "/kept") == "kept");
  CHECK(*config::resolve_secret("file:kept", dir.str()) == "kept");
  CHECK_FALSE(config::resolve_secret("file:kept-not", dir.str()));
}

TEST_CASE("the bounds of polling as a flag says them") {
  const auto polling = config::parse_polling("500ms:1m");
  REQUIRE(polling);
  CHECK(polling->min == Duration(500ms));
  CHECK(polling->max == Duration(1min));
  CHECK(config::parse_polling("2s:2s"));
  for (const char* wrong :
       {"", ":", "2s", "2s:", ":15s", "2s:15", "2:15", "15s:2s", "0s:2s", "2s:15s:1m", "-1s:2s"}) {
    CAPTURE(wrong);
    const auto refused = config::parse_polling(wrong);
    REQUIRE_FALSE(refused);
    CHECK(refused.error().text().find("2s:15s") != std::string::npos);
  }
}
