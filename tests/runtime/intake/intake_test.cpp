#include "runtime/intake/intake.h"

#include <algorithm>

#include <catch2/catch.hpp>
#include <nlohmann/json.hpp>

#include "api/base/log.h"
#include "tests/api/client/fake_transport.h"
#include "tests/runtime/journal/fixture.h"

using namespace luabot;
using namespace luabot::test;
using namespace std::chrono_literals;

namespace {

Json event_of(int id, const char* type = "ONIMBOTV2MESSAGEADD") {
  return {{"eventId", id}, {"type", type}, {"data", {{"chat", {{"id", 5}}}}}};
}

Json page_of(std::vector<Json> events, std::int64_t next, bool more = false) {
  return {{"events", events}, {"nextOffset", next}, {"hasMore", more}};
}

/// An intake with a real journal and a portal that answers when the test says so.
struct Bench {
  Bench() : opened(place.path()) {
    set_log_level(Level::off);
    auto made = std::make_unique<FakeTransport>();
    net = made.get();
    client = std::make_unique<client::Client>(
        opened.loop, *client::parse_address("https://portal.example/rest/1/hook-271828/"),
        *client::parse_limit("none"), std::move(made), [] { return 0.5; });
    intake = std::make_unique<Intake>(
        opened.loop, *opened.journal, *client, Polling{2s, 15s, 1000},
        Intake::Hooks{[this](const std::vector<journal::Run>& runs) {
                        ++commits;
                        for (const auto& run : runs) accepted.push_back(run.event.event_id);
                      },
                      [](const std::string& type) { return type != "ONIMBOTV2BOTDELETE"; },
                      [this] { return room; }});
  }
  ~Bench() {
    set_log_level(Level::info);
    intake.reset();
    client.reset();
  }
  Bench(const Bench&) = delete;
  Bench& operator=(const Bench&) = delete;

  void start(std::int64_t offset = 0) {
    intake->start(opened.bot.key, 9, Secret("bot-token-3141592"), offset);
  }
  [[nodiscard]] std::size_t polls() const { return net->requests.size(); }
  Json poll(std::size_t number) { return Json::parse(net->requests.at(number)->body); }
  void answer(const Json& result) {
    net->answer(polls() - 1, 200, Json{{"result", result}}.dump());
    opened.loop.settle();
  }
  /// Answers, and waits for the commit of what was in it.
  void page(const Json& result) {
    const int before = commits;
    answer(result);
    REQUIRE(wait_until(opened.loop, [&] { return commits > before; }));
  }
  void idle() { answer(page_of({}, std::max<std::int64_t>(poll(polls() - 1).value("offset", 0), 0))); }
  void refuse() {
    net->error(polls() - 1, 403, "ACCESS_DENIED");
    opened.loop.settle();
  }
  /// How long it takes until the next poll.
  Duration pause() {
    const auto before = polls();
    const auto from = opened.loop.now();
    while (polls() == before && opened.loop.now() - from < 10min) opened.loop.advance(50ms);
    return opened.loop.now() - from;
  }

  Place place{};
  Opened opened;
  FakeTransport* net = nullptr;
  std::unique_ptr<client::Client> client{};
  std::unique_ptr<Intake> intake{};
  bool room = true;
  int commits = 0;
  std::vector<std::int64_t> accepted{};
};

}  // namespace

TEST_CASE("a poll names the bot and where to go on") {
  Bench bench;
  bench.start(31);
  REQUIRE(bench.polls() == 1);
  CHECK(bench.net->requests[0]->method == "imbot.v2.Event.get");
  CHECK(bench.poll(0) ==
        Json{{"botId", 9}, {"botToken", "bot-token-3141592"}, {"limit", 1000}, {"offset", 31}});
}

TEST_CASE("the first poll of a new bot confirms nothing") {
  Bench bench;
  bench.start();
  CHECK_FALSE(bench.poll(0).contains("offset"));
}

TEST_CASE("events are confirmed after their commit only") {
  Bench bench;
  bench.start();
  bench.net->answer(0, 200, Json{{"result", page_of({event_of(7), event_of(8)}, 9, true)}}.dump());
  // The commit is told by the loop, which has not run.
  CHECK(bench.intake->committing());
  CHECK(bench.polls() == 1);
  bench.intake->poke();
  bench.intake->resume();
  CHECK(bench.polls() == 1);
  REQUIRE(wait_until(bench.opened.loop, [&] { return bench.polls() == 2; }));
  CHECK_FALSE(bench.intake->committing());
  CHECK(bench.poll(1)["offset"] == 9);
  CHECK(bench.accepted == std::vector<std::int64_t>{7, 8});
  CHECK(bench.opened.unfinished().size() == 2);
}

TEST_CASE("events that nobody wants are confirmed all the same") {
  Bench bench;
  bench.start();
  bench.page(page_of({event_of(7, "ONIMBOTV2BOTDELETE")}, 8));
  CHECK(bench.accepted.empty());
  CHECK(bench.pause() <= 2s);
  CHECK(bench.poll(1)["offset"] == 8);
}

TEST_CASE("a full page is followed by the next at once") {
  Bench bench;
  bench.start();
  bench.page(page_of({event_of(7)}, 8, true));
  CHECK(bench.polls() == 2);
  bench.page(page_of({event_of(8)}, 9, false));
  CHECK(bench.polls() == 2);
}

TEST_CASE("polling slows down with the silence and quickens with the first event") {
  Bench bench;
  bench.start();
  const auto begin = bench.opened.loop.now();
  std::vector<Duration> pauses;
  while (bench.opened.loop.now() < begin + 3min) {
    const auto silence = bench.opened.loop.now() - begin;
    bench.idle();
    pauses.push_back(bench.pause());
    CHECK(pauses.back() <= std::max<Duration>(2s, silence / 8) + 50ms);
  }
  CHECK(pauses[7] == 2s);  // 16 s: somebody who thinks before answering
  CHECK(pauses.size() < 32);
  CHECK(std::is_sorted(pauses.begin(), pauses.end()));
  CHECK(pauses.back() == 15s);
  bench.page(page_of({event_of(7)}, 8));
  CHECK(bench.pause() == 2s);
}

TEST_CASE("what the bot says quickens the polling, and never puts a poll off") {
  Bench bench;
  bench.start();
  for (int i = 0; i < 40; ++i) bench.idle(), bench.pause();
  bench.idle();
  bench.opened.loop.advance(1s);
  bench.intake->quicken();
  CHECK(bench.pause() == 2s);
  bench.idle();
  for (int i = 0; i < 39; ++i) {
    bench.opened.loop.advance(50ms);
    bench.intake->quicken();
  }
  CHECK(bench.pause() == 50ms);
  bench.refuse();
  bench.intake->quicken();  // the portal is in trouble, and is not to be pressed
  CHECK(bench.pause() == 15s);
}

TEST_CASE("a long backlog is fetched at full page size, page after page") {
  Bench bench;
  bench.start();
  constexpr int backlog = 5000;
  const auto begin = bench.opened.loop.now();
  int next = 1;
  while (next <= backlog) {
    CHECK(bench.poll(bench.polls() - 1)["limit"] == 1000);
    std::vector<Json> events;
    while (events.size() < 1000) events.push_back(event_of(next++));
    bench.page(page_of(events, next, true));
  }
  REQUIRE(bench.polls() == 6);
  CHECK(bench.poll(5)["offset"] == backlog + 1);
  CHECK(bench.opened.loop.now() - begin < 50ms);
  CHECK(bench.accepted.size() == backlog);
  CHECK(std::is_sorted(bench.accepted.begin(), bench.accepted.end()));
  bench.idle();
  CHECK(bench.polls() == 6);
}

TEST_CASE("a page that is too large is asked for in parts, which grow again") {
  Bench bench;
  bench.start();
  const auto too_large = [&] {
    client::Reply reply;
    reply.status = 200;
    reply.reached = client::Reached::perhaps;
    reply.too_large = true;
    bench.net->reply(bench.polls() - 1, std::move(reply));
    bench.opened.loop.settle();
  };
  const auto limit = [&] { return bench.poll(bench.polls() - 1)["limit"].get<int>(); };
  too_large();
  CHECK(limit() == 125);
  too_large();
  CHECK(limit() == 15);
  int id = 7;
  for (const int grown : {30, 60, 120, 240, 480, 960, 1000, 1000}) {
    bench.page(page_of({event_of(id)}, id + 1, true));
    ++id;
    CHECK(limit() == grown);
  }
}

TEST_CASE("a poke polls at once and starts the pauses anew") {
  Bench bench;
  bench.start();
  for (int i = 0; i < 40; ++i) bench.idle(), bench.pause();
  bench.idle();
  const auto before = bench.polls();
  bench.intake->poke();
  CHECK(bench.polls() == before + 1);
  bench.idle();
  CHECK(bench.pause() == 2s);
}

TEST_CASE("a poke during a poll is followed by another poll") {
  Bench bench;
  bench.start();
  bench.intake->poke();
  bench.intake->poke();
  CHECK(bench.polls() == 1);
  bench.idle();
  CHECK(bench.polls() == 2);
  bench.idle();
  CHECK(bench.polls() == 2);
  bench.intake->poke();
  CHECK(bench.polls() == 3);
  bench.intake->poke();
  bench.page(page_of({event_of(7)}, 8));
  CHECK(bench.polls() == 4);
}

TEST_CASE("polling waits for room and goes on when there is some") {
  Bench bench;
  bench.room = false;
  bench.start();
  bench.opened.loop.advance(1h);
  CHECK(bench.polls() == 0);
  bench.intake->poke();
  bench.intake->resume();
  CHECK(bench.polls() == 0);
  bench.room = true;
  bench.intake->resume();
  CHECK(bench.polls() == 1);
  bench.intake->resume();
  CHECK(bench.polls() == 1);
  bench.idle();
  bench.intake->resume();  // nothing waits for room
  CHECK(bench.polls() == 1);
}

TEST_CASE("a failed poll is tried again for ever") {
  Bench bench;
  bench.start(31);
  for (int i = 0; i < 5; ++i) {
    bench.refuse();
    CHECK(bench.pause() == 15s);
    CHECK(bench.poll(bench.polls() - 1)["offset"] == 31);
  }
  bench.page(page_of({event_of(40)}, 41));
  CHECK(bench.accepted.size() == 1);
  CHECK(bench.pause() == 2s);
}

TEST_CASE("a portal that does not answer is asked again") {
  Bench bench;
  bench.start();
  bench.opened.loop.advance(5min);
  const auto before = bench.polls();
  CHECK(before > 1);
  bench.page(page_of({event_of(7)}, 8));
  CHECK(bench.pause() == 2s);
}

TEST_CASE("answers of the wrong shape are failures and polling goes on") {
  Bench bench;
  bench.start(31);
  for (const Json& wrong : {Json::array(), Json(nullptr), Json("x"), Json{{"events", 3}}, Json::object()}) {
    bench.answer(wrong);
    CHECK(bench.pause() == 15s);
    CHECK(bench.poll(bench.polls() - 1)["offset"] == 31);
  }
  bench.page(page_of({event_of(40)}, 41));
  CHECK(bench.accepted.size() == 1);
}

TEST_CASE("a page that confirms nothing new is not asked for at once") {
  Bench bench;
  bench.start(31);
  bench.answer(page_of({event_of(7)}, 8, true));  // from below the offset: handled before
  CHECK(bench.polls() == 1);
  CHECK(bench.pause() == 2s);
  CHECK(bench.accepted.empty());
}

TEST_CASE("after a stop nothing is polled and what is being committed is handed over") {
  Bench bench;
  bench.start();
  bench.net->answer(0, 200, Json{{"result", page_of({event_of(7)}, 8, true)}}.dump());
  bench.intake->stop();
  bench.opened.flush();
  CHECK(bench.accepted == std::vector<std::int64_t>{7});
  bench.intake->poke();
  bench.intake->resume();
  bench.opened.loop.advance(1h);
  CHECK(bench.polls() == 1);
}

TEST_CASE("a stop gives up the poll under way") {
  Bench bench;
  bench.start();
  bench.intake->stop();
  CHECK(bench.net->requests[0]->given_up);
  bench.opened.loop.advance(1h);
  CHECK(bench.polls() == 1);
}

TEST_CASE("an intake may go while its events are being committed") {
  Bench bench;
  bench.start();
  bench.net->answer(0, 200, Json{{"result", page_of({event_of(7)}, 8)}}.dump());
  bench.intake.reset();
  bench.opened.flush();
  CHECK(bench.accepted.empty());
  CHECK(bench.opened.unfinished().size() == 1);
}
