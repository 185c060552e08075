#include "runtime/intake/pushed_intake.h"

#include <catch2/catch.hpp>

#include "api/base/log.h"
#include "tests/runtime/journal/fixture.h"

using namespace luabot;
using namespace luabot::test;
using namespace std::chrono_literals;

namespace {

constexpr const char* form = "application/x-www-form-urlencoded";

std::string body_of(int message, const std::string& token = "custombot-token-3141592", int bot = 9) {
  return "event=ONIMBOTV2MESSAGEADD&ts=1772093963&data[bot][id]=" + std::to_string(bot) +
         "&data[message][id]=" + std::to_string(message) +
         "&data[chat][id]=5&auth[application_token]=" + token;
}

/// A pushed intake with a real journal; what it answers and hands over is kept.
struct Bench {
  Bench() : opened(place.path()) {
    set_log_level(Level::off);
    intake = make();
  }
  std::unique_ptr<PushedIntake> make() {
    return std::make_unique<PushedIntake>(
        opened.loop, *opened.journal,
        PushedIntake::Hooks{[this](const std::vector<journal::Run>& runs) {
                              for (const auto& run : runs) accepted.push_back(run);
                            },
                            [](const std::string& type) { return type != "ONIMBOTV2DELETE"; },
                            [this] { return room; }});
  }
  void restart() {
    intake = make();
    intake->start({opened.bot.key, 9, Secret("custombot-token-3141592"), {}, R"({"id":9,"countMessage":5})"});
  }
  ~Bench() {
    set_log_level(Level::info);
    intake.reset();
  }
  Bench(const Bench&) = delete;
  Bench& operator=(const Bench&) = delete;

  void start() {
    intake->start(
        {opened.bot.key, 9, Secret("custombot-token-3141592"), {}, R"({"id":9,"code":"t","type":"bot"})"});
  }
  void post(const std::string& body, const std::string& type = form, const std::string& method = "POST") {
    http::Request request;
    request.method = method;
    request.content_type = type;
    request.body = body;
    const auto number = statuses.size();
    statuses.push_back(0);
    intake->handle(request, [this, number](const http::Response& response) {
      statuses[number] = response.status;
      ++answered;
    });
  }
  /// The status of what is answered without the journal.
  int refused(const std::string& body, const std::string& type = form, const std::string& method = "POST") {
    post(body, type, method);
    return statuses.back();
  }
  bool wait_answers(int count) {
    return wait_until(opened.loop, [&] { return answered >= count; });
  }

  Place place{};
  Opened opened;
  std::unique_ptr<PushedIntake> intake{};
  bool room = true;
  std::vector<journal::Run> accepted{};
  std::vector<int> statuses{};
  int answered = 0;
};

}  // namespace

TEST_CASE("a posted event is answered after its commit and handed over typed") {
  Bench bench;
  bench.start();
  bench.post(body_of(1));
  bench.post(body_of(2));
  CHECK(bench.statuses == std::vector<int>{0, 0});
  REQUIRE(bench.wait_answers(2));
  CHECK(bench.statuses == std::vector<int>{200, 200});
  CHECK(bench.opened.unfinished().size() == 2);
  REQUIRE(bench.accepted.size() == 2);
  const auto& event = bench.accepted[0].event;
  CHECK(event.type == "ONIMBOTV2MESSAGEADD");
  CHECK(event.dialog == "chat5");
  CHECK(event.event_id < 0);
  CHECK(event.data.find(R"("bot":{"id":9,"code":"t","type":"bot"})") != std::string::npos);
  CHECK(event.data.find(R"("message":{"id":1,)") != std::string::npos);
}

TEST_CASE("posts that come together are committed together") {
  Bench bench;
  bench.start();
  const auto before = bench.opened.journal->stats().commits;
  for (int i = 0; i < 500; ++i) bench.post(body_of(i));
  REQUIRE(bench.wait_answers(500));
  CHECK(bench.opened.journal->stats().commits - before <= 2);
  for (std::size_t i = 1; i < bench.accepted.size(); ++i)
    CHECK(bench.accepted[i - 1].id < bench.accepted[i].id);
}

TEST_CASE("an offset of fetched events does not hide pushed ones") {
  Bench bench;
  bench.start();
  bench.opened.accept({}, 1000);
  bench.post(body_of(1));
  REQUIRE(bench.wait_answers(1));
  CHECK(bench.accepted.size() == 1);
}

TEST_CASE("the same event posted again is answered and not handed over twice") {
  Bench bench;
  bench.start();
  bench.post(body_of(1));
  bench.post(body_of(1));
  REQUIRE(bench.wait_answers(2));
  CHECK(bench.accepted.size() == 1);
  bench.opened.finish(bench.accepted[0].id);
  CHECK(bench.refused(body_of(1)) == 200);
  bench.opened.flush();
  CHECK(bench.accepted.size() == 1);
}

TEST_CASE("an event that is posted again after a restart is known, whatever became of the bot meanwhile") {
  Bench bench;
  bench.start();
  bench.post(body_of(1));
  REQUIRE(bench.wait_answers(1));
  bench.restart();
  bench.post(body_of(1));
  REQUIRE(bench.wait_answers(2));
  CHECK(bench.statuses == std::vector<int>{200, 200});
  CHECK(bench.accepted.size() == 1);
}

TEST_CASE("a reaction given twice in one second is two events") {
  Bench bench;
  bench.start();
  auto reaction = body_of(1);
  reaction.replace(reaction.find("MESSAGEADD"), 10, "REACTIONCHANGE");
  bench.post(reaction);
  bench.post(reaction);
  REQUIRE(bench.wait_answers(2));
  CHECK(bench.accepted.size() == 2);
}

TEST_CASE("an installation may change what will do as application_token") {
  Bench bench;
  auto known = std::make_shared<Secret>();
  bench.intake->start(
      {.key = bench.opened.bot.key, .bot_id = 9, .other_token = [known] { return known.get(); }});
  for (const auto* wrong : {"", "custom", "of-the-application"})
    CHECK(bench.refused(body_of(1, wrong)) == 403);
  *known = Secret("of-the-application");
  bench.post(body_of(1, "of-the-application"));
  REQUIRE(bench.wait_answers(1 + 3));
  CHECK(bench.accepted.size() == 1);
}

TEST_CASE("what is not the portal's is refused and nothing is written") {
  Bench bench;
  CHECK(bench.refused(body_of(1)) == 503);  // not registered yet
  bench.start();
  CHECK(bench.refused(body_of(1), form, "GET") == 405);
  CHECK(bench.refused(body_of(1), "application/json") == 415);
  CHECK(bench.refused(body_of(1), "") == 415);
  CHECK(bench.refused(body_of(1), "application/x-www-form-urlencodedx") == 415);
  CHECK(bench.refused(body_of(1, "wrong")) == 403);
  CHECK(bench.refused(body_of(1, "")) == 403);
  CHECK(bench.refused("event=ONIMBOTV2MESSAGEADD") == 403);
  CHECK(bench.refused(body_of(1, "custombot-token-3141592", 10)) == 400);
  CHECK(bench.refused(body_of(1) + "&data=1") == 400);
  CHECK(bench.refused(body_of(1) + "&x=%zz") == 400);
  std::string many = body_of(1);
  for (int i = 0; i < 100'000; ++i) many += "&k" + std::to_string(i) + "=";
  CHECK(bench.refused(many) == 413);
  std::string deep = body_of(1) + "&a";
  for (int i = 0; i < 1000; ++i) deep += "[b]";
  CHECK(bench.refused(deep + "=1") == 413);
  bench.opened.flush();
  CHECK(bench.opened.unfinished().empty());
  CHECK(bench.refused("event=ONIMBOTV2DELETE&auth[application_token]=custombot-token-3141592") == 200);
  bench.intake->close({});
  CHECK(bench.refused(body_of(1)) == 503);
}

TEST_CASE("a content type may say a character set") {
  Bench bench;
  bench.start();
  bench.post(body_of(1), "Application/X-WWW-Form-URLEncoded; charset=utf-8");
  REQUIRE(bench.wait_answers(1));
  CHECK(bench.statuses[0] == 200);
}

TEST_CASE("a journal that does not write brings 503 and nothing is lost or done twice") {
  Bench bench;
  bench.start();
  bench.opened.journal->bound_pages(1);
  std::string large = body_of(1) + "&data[message][text]=" + std::string(500'000, 'x');
  bench.post(large);
  bench.opened.loop.settle();
  bench.post(body_of(2));
  CHECK(wait_until(bench.opened.loop, [&] { return !bench.opened.stalls.empty(); }));
  bench.opened.loop.advance(5s);
  CHECK(bench.statuses == std::vector<int>{503, 503});
  CHECK(bench.refused(body_of(3)) == 503);
  bench.opened.journal->bound_pages(0);
  REQUIRE(wait_until(bench.opened.loop, [&] { return bench.accepted.size() == 1; }));
  CHECK(bench.refused(large) == 200);
  bench.post(body_of(2));
  REQUIRE(bench.wait_answers(5));
  CHECK(bench.accepted.size() == 2);
}

TEST_CASE("no more events wait for the journal than memory is meant for") {
  Bench many;
  many.start();
  for (int i = 0; i < 20'000; ++i) many.post(body_of(i));
  CHECK(many.refused(body_of(20'000)) == 503);
  CHECK(many.answered == 1);  // the others wait
  REQUIRE(many.wait_answers(20'001));
  CHECK(many.refused(body_of(1)) == 200);

  Bench large;
  large.start();
  const std::string text = "&data[message][text]=" + std::string(1'000'000, 'x');
  int taken = 0;
  while (taken < 100 && large.refused(body_of(taken) + text) == 0) ++taken;
  CHECK(taken == 67);  // 64 MiB of them
}

TEST_CASE("without room runs stay in the journal and come in order when there is room") {
  Bench bench;
  bench.start();
  bench.post(body_of(0));
  REQUIRE(bench.wait_answers(1));
  bench.room = false;
  for (int i = 1; i < 2500; ++i) bench.post(body_of(i));
  REQUIRE(bench.wait_answers(2500));
  CHECK(bench.accepted.size() == 1);
  bench.intake->resume();
  bench.opened.flush();
  CHECK(bench.accepted.size() == 1);
  bench.room = true;
  bench.intake->resume();
  bench.post(body_of(2500));
  REQUIRE(wait_until(bench.opened.loop, [&] { return bench.accepted.size() == 2501; }));
  CHECK_FALSE(bench.intake->committing());
  for (int i = 0; i <= 2500; ++i)
    CHECK(bench.accepted[static_cast<std::size_t>(i)].event.data.find(
              "\"message\":{\"id\":" + std::to_string(i) + ",") != std::string::npos);
}

TEST_CASE("an intake is closed when all that was posted is answered") {
  Bench bench;
  bench.start();
  bench.post(body_of(1));
  int closed = 0;
  bench.intake->close([&] { ++closed; });
  CHECK(bench.refused(body_of(2)) == 503);
  CHECK(closed == 0);
  REQUIRE(wait_until(bench.opened.loop, [&] { return closed > 0; }));
  CHECK(bench.statuses == std::vector<int>{200, 503});
  CHECK(bench.accepted.size() == 1);
  bench.intake->close([&] { ++closed; });
  CHECK(closed == 2);
}

TEST_CASE("runs that an earlier host left behind are read from the journal in order") {
  Bench bench;
  std::vector<journal::Event> events;
  events.reserve(2000);
  for (int i = 0; i < 2000; ++i) events.push_back(event(-5000 + i));
  const auto runs = bench.opened.accept(std::move(events), 0);
  bench.opened.record(runs[1500].id, "b", step(0));
  bench.intake->left_behind(bench.opened.bot.key, runs[999].id);
  bench.start();
  bench.post(body_of(1));
  REQUIRE(bench.wait_answers(1));
  CHECK(bench.accepted.empty());  // what is older comes first
  bench.intake->resume();
  REQUIRE(wait_until(bench.opened.loop, [&] { return !bench.intake->behind(); }));
  REQUIRE(bench.accepted.size() == 1001);
  for (std::size_t i = 0; i < 1000; ++i) CHECK(bench.accepted[i].id == runs[1000 + i].id);
  CHECK(bench.accepted[500].steps.size() == 1);
}
