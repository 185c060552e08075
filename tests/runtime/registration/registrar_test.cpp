#include "runtime/registration/registrar.h"

#include <cstdio>
#include <optional>

#include <catch2/catch.hpp>
#include <nlohmann/json.hpp>
#include <unistd.h>

#include "api/base/log.h"
#include "tests/api/client/fake_transport.h"
#include "tests/support/sim_loop.h"

using namespace luabot;
using namespace luabot::test;
using namespace std::chrono_literals;

namespace {

const Json echo{{"code", "echo"}, {"properties", {{"name", "Echo"}}}};

struct Bench {
  Bench() {
    set_log_level(Level::off);
    auto made = std::make_unique<FakeTransport>();
    net = made.get();
    client = std::make_unique<client::Client>(
        loop, *client::parse_address("https://portal.example/rest/1/hook-271828/"),
        *client::parse_limit("none"), std::move(made), [] { return 0.5; });
    registrar = std::make_unique<Registrar>(loop, *client);
  }
  ~Bench() { set_log_level(Level::info); }
  Bench(const Bench&) = delete;
  Bench& operator=(const Bench&) = delete;

  void start(const Json& definition = echo) {
    auto parsed = BotDefinition::parse(definition.dump());
    REQUIRE(parsed);
    registrar->start(std::move(*parsed), Secret("bot-token-3141592"), [this](Result<std::int64_t> result) {
      ++outcomes;
      outcome = std::move(result);
    });
  }
  [[nodiscard]] std::size_t calls() const { return net->requests.size(); }
  [[nodiscard]] const std::string& method() const { return net->requests.back()->method; }
  [[nodiscard]] Json params() const { return Json::parse(net->requests.back()->body); }
  void answer(const Json& result) {
    net->answer(calls() - 1, 200, Json{{"result", result}}.dump());
    loop.settle();
  }
  void refuse(int status, const std::string& code) {
    net->error(calls() - 1, status, code);
    loop.settle();
  }
  [[nodiscard]] std::string error() const { return outcome && !*outcome ? outcome->error().text() : ""; }

  SimLoop loop;
  FakeTransport* net = nullptr;
  std::unique_ptr<client::Client> client;
  std::unique_ptr<Registrar> registrar;
  std::optional<Result<std::int64_t>> outcome;
  int outcomes = 0;
};

Json registered(const Json& more = Json::object()) {
  Json bot{{"id", 9}, {"code", "echo"}, {"type", "bot"}, {"eventMode", "fetch"}};
  bot.update(more);
  return {{"bot", bot}, {"users", {{{"id", 9}, {"name", "Echo"}, {"firstName", "Echo"}}}}};
}

/// What is logged while it lives.
class Logged {
 public:
  Logged() {
    std::fflush(stderr);
    ::dup2(::fileno(file_), STDERR_FILENO);
    set_log_level(Level::warn);
  }
  ~Logged() {
    std::fflush(stderr);
    ::dup2(before_, STDERR_FILENO);
    ::close(before_);
    std::fclose(file_);
    set_log_level(Level::off);
  }
  Logged(const Logged&) = delete;
  Logged& operator=(const Logged&) = delete;

  [[nodiscard]] std::string text() const {
    std::string read(4096, '\0');
    const auto size = ::pread(::fileno(file_), read.data(), read.size(), 0);
    read.resize(size > 0 ? static_cast<std::size_t>(size) : 0);
    return read;
  }

 private:
  std::FILE* file_ = std::tmpfile();
  int before_ = ::dup(STDERR_FILENO);
};

}  // namespace

TEST_CASE("a bot is registered with its token and polls for events") {
  Bench bench;
  bench.start();
  CHECK(bench.method() == "imbot.v2.Bot.register");
  CHECK(bench.params()["fields"] == Json{{"botToken", "bot-token-3141592"},
                                         {"code", "echo"},
                                         {"eventMode", "fetch"},
                                         {"properties", {{"name", "Echo"}}},
                                         {"type", "bot"}});
  bench.answer(registered());
  REQUIRE(bench.outcomes == 1);
  REQUIRE(bench.outcome->ok());
  CHECK(**bench.outcome == 9);
  CHECK(bench.calls() == 1);
}

TEST_CASE("a bot of an application is registered without a token") {
  Bench bench;
  auto parsed = BotDefinition::parse(echo.dump());
  REQUIRE(parsed);
  bench.registrar->start(std::move(*parsed), Secret(),
                         [&](const Result<std::int64_t>&) { ++bench.outcomes; });
  CHECK_FALSE(bench.params()["fields"].contains("botToken"));
  bench.answer(registered({{"eventMode", "webhook"}}));
  CHECK(bench.method() == "imbot.v2.Bot.update");
  CHECK_FALSE(bench.params().contains("botToken"));
  bench.answer(true);
  CHECK(bench.outcomes == 1);
}

TEST_CASE("a bot that the portal knows otherwise is updated") {
  Bench bench;
  bench.start();
  bench.answer(registered({{"eventMode", "webhook"}}));
  CHECK(bench.method() == "imbot.v2.Bot.update");
  CHECK(bench.params() ==
        Json{{"botId", 9}, {"botToken", "bot-token-3141592"}, {"fields", {{"eventMode", "fetch"}}}});
  CHECK(bench.outcomes == 0);
  bench.answer(true);
  CHECK(bench.outcomes == 1);
}

TEST_CASE("what waits at the portal is fetched before a bot's events are pushed") {
  Bench bench;
  std::function<void()> go_on;
  bench.registrar = std::make_unique<Registrar>(bench.loop, *bench.client, "registration",
                                                [&](std::int64_t bot, std::function<void()> then) {
                                                  CHECK(bot == 9);
                                                  go_on = std::move(then);
                                                });
  auto definition = BotDefinition::parse(echo.dump());
  REQUIRE(definition);
  definition->push_to("https://bots.example/push/a/echo");
  bench.registrar->start(std::move(*definition), Secret("bot-token-3141592"),
                         [&](const Result<std::int64_t>&) { ++bench.outcomes; });
  bench.answer(registered());
  CHECK(bench.calls() == 1);
  REQUIRE(go_on);
  go_on();
  REQUIRE(bench.method() == "imbot.v2.Bot.update");
  CHECK(bench.params()["fields"] ==
        Json{{"eventMode", "webhook"}, {"webhookUrl", "https://bots.example/push/a/echo"}});
  bench.answer(registered({{"eventMode", "webhook"}}));
  CHECK(bench.outcomes == 1);
  CHECK(Json::parse(bench.registrar->bot())["eventMode"] == "webhook");
}

TEST_CASE("a bot whose events are pushed already has nothing fetched") {
  Bench bench;
  bench.registrar =
      std::make_unique<Registrar>(bench.loop, *bench.client, "registration",
                                  [](std::int64_t, const std::function<void()>&) { FAIL("nothing waits"); });
  auto definition = BotDefinition::parse(echo.dump());
  REQUIRE(definition);
  definition->push_to("https://bots.example/push/a/echo");
  bench.registrar->start(std::move(*definition), Secret("bot-token-3141592"),
                         [&](const Result<std::int64_t>&) { ++bench.outcomes; });
  bench.answer(registered({{"eventMode", "webhook"}}));
  CHECK(bench.params()["fields"] == Json{{"webhookUrl", "https://bots.example/push/a/echo"}});
  bench.answer(true);
  CHECK(bench.outcomes == 1);
}

TEST_CASE("commands that the portal lacks are registered") {
  Bench bench;
  Json definition = echo;
  definition["commands"] = {
      {{"command", "help"}, {"title", {{"en", "Help"}}}}, {{"command", "order"}}, {{"command", "stop"}}};
  bench.start(definition);
  bench.answer(registered());
  CHECK(bench.method() == "imbot.v2.Command.list");
  bench.answer({{"commands", {{{"id", 1}, {"command", "/order"}}}}});
  CHECK(bench.method() == "imbot.v2.Command.register");
  const Json first = bench.params();
  CHECK(first["botId"] == 9);
  bench.answer({{"command", {{"id", 2}}}});
  CHECK(bench.method() == "imbot.v2.Command.register");
  CHECK(bench.outcomes == 0);
  const Json second = bench.params();
  bench.answer({{"command", {{"id", 3}}}});
  CHECK(bench.calls() == 4);
  CHECK(bench.outcomes == 1);
  CHECK(first["fields"]["command"] == "stop");
  CHECK(second["fields"] == Json{{"command", "help"}, {"title", {{"en", "Help"}}}});
}

TEST_CASE("commands that are all there are not registered again") {
  Bench bench;
  Json definition = echo;
  definition["commands"] = {{{"command", "help"}}};
  bench.start(definition);
  bench.answer(registered());
  bench.answer({{"commands", {{{"command", "help"}}}}});
  CHECK(bench.calls() == 2);
  CHECK(bench.outcomes == 1);
}

TEST_CASE("registration goes on for as long as the portal cannot be reached") {
  Bench bench;
  bench.start();
  for (int minute = 0; minute < 10; ++minute) {
    bench.net->fail(bench.calls() - 1, client::Reached::nowhere);
    bench.loop.advance(1min);
    REQUIRE(bench.outcomes == 0);
  }
  const auto before = bench.calls();
  CHECK(before > 10);
  bench.loop.advance(10s);
  REQUIRE(bench.method() == "server.time");  // whether the portal is there is asked first
  bench.answer(true);
  bench.answer(registered());
  CHECK(bench.outcomes == 1);
  bench.loop.advance(10min);
  CHECK(bench.outcomes == 1);
}

TEST_CASE("a step after the first is tried again as well") {
  Bench bench;
  bench.start();
  bench.answer(registered({{"eventMode", "webhook"}}));
  bench.net->answer(bench.calls() - 1, 502, "<html>Bad Gateway</html>");
  bench.loop.advance(2min);
  CHECK(bench.method() == "imbot.v2.Bot.update");
  bench.answer(true);
  CHECK(bench.outcomes == 1);
}

TEST_CASE("a refusal ends registration and says what to do") {
  const auto refused = [](int status, const std::string& code) {
    Bench bench;
    bench.start();
    bench.refuse(status, code);
    bench.loop.advance(10min);
    CHECK(bench.outcomes == 1);
    CHECK(bench.calls() == 1);
    return bench.error();
  };
  CHECK_THAT(refused(400, "BOT_CODE_ALREADY_TAKEN"), Catch::Contains("imbot.v2.Bot.register") &&
                                                         Catch::Contains("BOT_CODE_ALREADY_TAKEN") &&
                                                         Catch::Contains("LUABOT_BOT_TOKEN"));
  CHECK_THAT(refused(401, "NO_AUTH_FOUND"), Catch::Contains("copy it again"));
  CHECK_THAT(refused(401, "INVALID_CREDENTIALS"), Catch::Contains("copy it again"));
  CHECK_THAT(refused(403, "insufficient_scope"), Catch::Contains("scope imbot"));
  CHECK_THAT(refused(400, "PROFILE_NAME_INVALID"), Catch::Contains("PROFILE_NAME_INVALID"));
}

TEST_CASE("an answer that names no bot ends registration") {
  for (const Json& wrong : {Json(true), Json::array(), Json{{"bot", 3}}, Json{{"bot", {{"id", "x"}}}}}) {
    Bench bench;
    bench.start();
    bench.answer(wrong);
    CHECK_THAT(bench.error(), Catch::Contains("the portal's answer names no bot"));
  }
}

TEST_CASE("answers of another shape do no harm") {
  Bench bench;
  Json definition = echo;
  definition["commands"] = {{{"command", "help"}}};
  bench.start(definition);
  Json answer = registered({{"type", 7}});
  answer["users"] = {"someone", 3, nullptr};
  bench.answer(answer);
  CHECK(bench.method() == "imbot.v2.Command.list");
  bench.answer({{"commands", {"help", 3, {{"command", 4}}, nullptr}}});
  CHECK(bench.method() == "imbot.v2.Command.register");
}

TEST_CASE("a registrar that goes is called back no more") {
  Bench bench;
  bench.start();
  bench.net->fail(0, client::Reached::nowhere);
  bench.registrar.reset();
  bench.loop.advance(10min);
  CHECK(bench.outcomes == 0);
  CHECK(bench.calls() == 1);
}

TEST_CASE("a portal that takes the registration and says nothing is told of soon, once") {
  Bench bench;
  const Logged logged;
  bench.start();
  bench.loop.advance(4s);
  CHECK(logged.text().empty());
  bench.loop.advance(2s);
  CHECK(logged.text().find("imbot.v2.Bot.register: the portal does not answer yet") != std::string::npos);
  // Given up after a minute, and tried again.
  bench.loop.advance(64s);
  REQUIRE(bench.calls() == 2);
  const auto until_then = logged.text();
  bench.loop.advance(10s);
  CHECK(logged.text() == until_then);
  bench.answer(registered());
  CHECK(bench.outcomes == 1);
}

TEST_CASE("a registration that is stopped asks for nothing more and says nothing") {
  Bench bench;
  bench.start();
  bench.registrar->stop();
  CHECK(bench.net->requests.back()->given_up);
  bench.start();
  bench.net->fail(bench.calls() - 1, client::Reached::nowhere);
  const auto calls = bench.calls();
  bench.registrar->stop();
  const Logged logged;
  bench.loop.advance(std::chrono::minutes(5));
  CHECK(logged.text().empty());
  CHECK(bench.calls() == calls);
  CHECK(bench.outcomes == 0);
}
