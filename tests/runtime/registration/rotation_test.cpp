#include "runtime/registration/rotation.h"

#include <optional>

#include <catch2/catch.hpp>
#include <nlohmann/json.hpp>

#include "api/base/log.h"
#include "tests/api/client/fake_transport.h"
#include "tests/runtime/journal/fixture.h"

using namespace luabot;
using namespace luabot::test;
using namespace std::chrono_literals;
using client::Reached;

namespace {

const std::string first = "tok-27182818";  // the fixture's
const std::string second = "tok-31415926";

/// A rotation of the fixture's bot, with a portal that answers what the test says.
struct Bench {
  Bench() {
    set_log_level(Level::off);
    bool saved = false;
    opened.journal->set_bot_id(opened.bot.key, 9, [&] { saved = true; });
    REQUIRE(wait_until(opened.loop, [&] { return saved; }));
    auto made = std::make_unique<FakeTransport>();
    net = made.get();
    client.emplace(opened.loop, *client::parse_address("https://portal.example/rest/1/hook-271828/"),
                   *client::parse_limit("none"), std::move(made), [] { return 0.5; });
  }
  ~Bench() { set_log_level(Level::info); }
  Bench(const Bench&) = delete;
  Bench& operator=(const Bench&) = delete;

  [[nodiscard]] journal::KnownBot known() const {
    auto bots = opened.journal->bots();
    REQUIRE(bots);
    REQUIRE(bots->size() == 1);
    return bots->front();
  }
  void start(const std::string& token = {}) {
    rotation.emplace(opened.loop, *client, *opened.journal, known());
    rotation->start(Secret(token), [this](const Result<void>& how) { outcome = how; });
    opened.loop.settle();
  }
  [[nodiscard]] const std::string& method() const { return net->requests.back()->method; }
  [[nodiscard]] Json params() const { return Json::parse(net->requests.back()->body); }
  [[nodiscard]] std::size_t last() const { return net->requests.size() - 1; }
  void refuse(const std::string& code) {
    net->error(last(), 400, code);
    opened.loop.settle();
  }
  void ok() {
    net->ok(last());
    opened.loop.settle();
  }
  [[nodiscard]] std::string code() const {
    return !outcome ? "nothing yet" : *outcome ? "done" : outcome->error().code;
  }
  /// The token that the journal has, and the one that may be it.
  void check_kept(const std::string& token, const std::string& next) const {
    const auto bot = known().bot;
    CHECK(bot.token.reveal() == token);
    CHECK(bot.next_token.reveal() == next);
  }

  Place place{};
  Opened opened{place.path()};
  FakeTransport* net = nullptr;
  std::optional<client::Client> client;
  std::optional<Rotation> rotation;
  std::optional<Result<void>> outcome;
};

}  // namespace

TEST_CASE("the journal has both tokens while the portal is asked, and then the new one") {
  Bench bench;
  bench.start(second);
  CHECK(bench.method() == "imbot.v2.Bot.update");
  CHECK(bench.params() == Json{{"botId", 9}, {"botToken", first}, {"fields", {{"botToken", second}}}});
  bench.check_kept(first, second);
  CHECK(bench.code() == "nothing yet");
  bench.ok();
  CHECK(bench.code() == "done");
  bench.check_kept(second, "");
  CHECK(bench.net->requests.size() == 1);
}

TEST_CASE("a rotation that was cut off is finished with the token it began with") {
  Bench bench;
  REQUIRE(bench.opened.journal->plan_token(bench.opened.bot.key, Secret(second)));
  bench.start("tok-another");
  CHECK(bench.code() == "ROTATION_BEGUN");
  CHECK(bench.net->requests.empty());
  bench.check_kept(first, second);
  bench.start();
  CHECK(bench.params()["fields"] == Json{{"botToken", second}});
  bench.ok();
  bench.check_kept(second, "");
}

TEST_CASE("a rotation that is refused because it was made before counts as made") {
  Bench bench;
  bench.start(second);
  bench.refuse("BOT_OWNERSHIP_ERROR");
  CHECK(bench.method() == "imbot.v2.Command.list");
  CHECK(bench.params() == Json{{"botId", 9}, {"botToken", second}});
  bench.ok();
  CHECK(bench.code() == "done");
  bench.check_kept(second, "");
}

TEST_CASE("a rotation that the portal refuses leaves the old token alone") {
  Bench bench;
  bench.start(second);
  bench.refuse("BOT_TOKEN_ROTATION_FAILED");
  bench.refuse("BOT_OWNERSHIP_ERROR");
  CHECK(bench.params() == Json{{"botId", 9}, {"botToken", first}});
  bench.ok();
  CHECK(bench.code() == "BOT_TOKEN_ROTATION_FAILED");
  bench.check_kept(first, "");
}

TEST_CASE("a bot that takes neither token keeps both in the journal") {
  Bench bench;
  bench.start(second);
  bench.refuse("BOT_OWNERSHIP_ERROR");
  bench.refuse("BOT_OWNERSHIP_ERROR");
  bench.refuse("BOT_OWNERSHIP_ERROR");
  REQUIRE(bench.code() == "BOT_OWNERSHIP_ERROR");
  CHECK_THAT(bench.outcome->error().text(), Catch::Contains("neither the old token nor the new one"));
  bench.check_kept(first, second);
}

TEST_CASE("a rotation whose answer is lost is asked about, and repeated when it was not made") {
  Bench bench;
  bench.start(second);
  for (int tries = 1; tries <= 5; ++tries) {
    REQUIRE(bench.method() == "imbot.v2.Bot.update");
    CHECK(bench.params()["fields"] == Json{{"botToken", second}});
    bench.net->fail(bench.last(), Reached::perhaps);
    bench.opened.loop.settle();
    REQUIRE(bench.method() == "imbot.v2.Command.list");
    CHECK(bench.params()["botToken"] == second);
    bench.refuse("BOT_OWNERSHIP_ERROR");
    bench.opened.loop.advance(2s);
  }
  CHECK(bench.code() == "ROTATION_UNDECIDED");
  CHECK(bench.net->requests.size() == 10);
  bench.check_kept(first, second);
}

TEST_CASE("a portal that does not say which token it has leaves both in the journal") {
  Bench bench;
  bench.start(second);
  bench.net->fail(bench.last(), Reached::perhaps);
  for (int i = 0; i < 200 && !bench.outcome; ++i) {
    if (bench.net->requests.back()->done) bench.net->fail(bench.last(), Reached::perhaps);
    bench.opened.loop.advance(1s);
  }
  CHECK(bench.code() == "ROTATION_UNDECIDED");
  bench.check_kept(first, second);
}

TEST_CASE("a token that is made for a bot is one that the portal takes") {
  Bench bench;
  bench.start();
  const auto made = bench.params()["fields"]["botToken"].get<std::string>();
  CHECK(made.size() == 32);
  CHECK(made.find_first_not_of("0123456789abcdef") == std::string::npos);
  CHECK(made != make_bot_token().reveal());
  bench.check_kept(first, made);
}

TEST_CASE("a bot that the portal does not know yet has no token to be changed") {
  Bench bench;
  auto unknown = bench.known();
  unknown.bot.bot_id = 0;
  bench.rotation.emplace(bench.opened.loop, *bench.client, *bench.opened.journal, unknown);
  bench.rotation->start(Secret(second), [&](const Result<void>& how) { bench.outcome = how; });
  CHECK(bench.code() == "NOT_REGISTERED");
  CHECK(bench.net->requests.empty());
}
