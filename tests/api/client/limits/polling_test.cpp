// Asking for events beside answering: what the one costs the other.
#include <algorithm>
#include <map>
#include <ostream>

#include <catch2/catch.hpp>

#include "tests/api/client/limits/load.h"

using namespace luabot;
using namespace luabot::test;
using namespace std::chrono_literals;
using client::Priority;

namespace {

constexpr const char* poll_method = "imbot.v2.Event.get";

/// A batch says numbers as texts.
std::string bot_of(const SimPortal::Executed& one) {
  const auto& id = one.params.at("botId");
  return id.is_string() ? id.get<std::string>() : id.dump();
}

double seconds(Duration time) {
  return std::chrono::duration<double>(time).count();
}

/// Bots that ask for events, each so long after the answer before, for ever.
struct Pollers {
  Pollers(Load& load, int bots, Duration pause, Duration work = 40ms) : load_(load), pause_(pause) {
    load.portal->work_of[poll_method] = work;
    for (int bot = 1; bot <= bots; ++bot) ask(bot);
  }

  /// How often each bot was asked for since then.
  [[nodiscard]] std::map<int, int> polls(TimePoint from = {}) const {
    std::map<int, int> out;
    for (const auto& one : load_.portal->executed)
      if (one.method == poll_method && one.at >= from) ++out[std::stoi(bot_of(one))];
    return out;
  }
  /// The requests that asked for events since then.
  [[nodiscard]] std::size_t requests(TimePoint from = {}) const {
    std::map<std::size_t, int> out;
    for (const auto& one : load_.portal->executed)
      if (one.method == poll_method && one.at >= from) ++out[one.request];
    return out.size();
  }
  /// The longest time between two questions for the same bot since then.
  [[nodiscard]] Duration longest_gap(TimePoint from) const {
    std::map<std::string, TimePoint> last;
    Duration longest{};
    for (const auto& one : load_.portal->executed) {
      if (one.method != poll_method || one.at < from) continue;
      const auto bot = bot_of(one);
      const auto [at, fresh] = last.try_emplace(bot, one.at);
      if (!fresh) longest = std::max(longest, one.at - std::exchange(at->second, one.at));
    }
    for (const auto& [bot, at] : last) longest = std::max(longest, load_.loop.now() - at);
    return longest;
  }

  std::size_t failed = 0;

 private:
  void ask(int bot) {
    client::Call call{poll_method, Json{{"botId", bot}}.dump(), catalog::Repeat::idempotent};
    call.priority = Priority::poll;
    call.bot = std::to_string(bot);
    handles_[bot] = load_.client->call(std::move(call), [this, bot](const Result<client::Answer>& answer) {
      if (!answer) ++failed;
      handles_[bot] = load_.loop.after(pause_, [this, bot] { ask(bot); });
    });
  }

  Load& load_;
  Duration pause_;
  std::map<int, Handle> handles_;
};

/// What answers wait, in seconds: until the portal carries them out, and until their callers know.
struct Delays {
  double done50 = 0, done99 = 0, known50 = 0, known90 = 0, known99 = 0;
  Duration longest_poll_gap{};
};

std::ostream& operator<<(std::ostream& out, const Delays& delays) {
  return out << "carried out " << delays.done50 << " " << delays.done99 << ", known " << delays.known50 << " "
             << delays.known99 << ", polls " << seconds(delays.longest_poll_gap);
}

Delays delays_of(const Load& load, TimePoint from) {
  std::map<std::size_t, TimePoint> done;
  for (const auto& one : load.portal->executed)
    if (one.method == "imbot.v2.Chat.Message.send")
      done[std::stoul(one.params.at("fields").at("message").get<std::string>())] = one.at;
  std::vector<double> carried_out;
  std::vector<double> known;
  for (const auto& one : load.entries) {
    if (one.made < from) continue;
    REQUIRE(one.ended);
    carried_out.push_back(seconds(done.at(one.number) - one.made));
    known.push_back(seconds(*one.ended - one.made));
  }
  std::sort(carried_out.begin(), carried_out.end());
  std::sort(known.begin(), known.end());
  const auto at = [](const std::vector<double>& of, double part) {
    return of[static_cast<std::size_t>(static_cast<double>(of.size() - 1) * part)];
  };
  return {at(carried_out, 0.5), at(carried_out, 0.99), at(known, 0.5), at(known, 0.9), at(known, 0.99), {}};
}

/// Two minutes of answers, so long after one another, beside bots in conversations.
Delays steadily(int bots, Duration gap) {
  Load load;
  Pollers pollers(load, bots, 2s);
  load.advance(30s);
  const auto from = load.loop.now();
  for (int i = 0; i < 2min / gap; ++i) {
    load.say("chat" + std::to_string(i % 200));
    load.advance(gap);
  }
  if (bots > 0) CHECK(pollers.polls(from).size() == static_cast<std::size_t>(bots));
  const auto longest = pollers.longest_gap(from);
  load.run(1min);
  CHECK(load.portal->refused == 0);
  auto delays = delays_of(load, from);
  delays.longest_poll_gap = longest;
  return delays;
}

}  // namespace

TEST_CASE("bots that ask for events share requests and are asked for equally often", "[long]") {
  const auto [bots, pause, longest] =
      GENERATE(table<int, Duration, Duration>({{100, 15s, 18s}, {50, 2s, 5s}, {100, 2s, 6s}, {150, 2s, 8s}}));
  CAPTURE(bots, seconds(pause));
  Load load;
  Pollers pollers(load, bots, pause, 10ms);
  load.advance(1min);
  const auto from = load.loop.now();
  load.advance(5min);
  const auto polls = pollers.polls(from);
  REQUIRE(polls.size() == static_cast<std::size_t>(bots));
  const auto [least, most] = std::minmax_element(
      polls.begin(), polls.end(), [](const auto& a, const auto& b) { return a.second < b.second; });
  CHECK(most->second - least->second <= 1);
  CHECK(seconds(pollers.longest_gap(from)) <= seconds(longest));
  CHECK(pollers.requests(from) <= 301);  // half of the rate
  CHECK(load.portal->refused == 0);
  CHECK(pollers.failed == 0);
}

TEST_CASE("answers wait for no poll as long as there is room for both") {
  const auto bots = GENERATE(1, 100);
  const Duration gap = GENERATE(3000ms, 1000ms, 667ms);
  CAPTURE(bots, seconds(gap));
  const auto alone = steadily(0, gap);
  const auto beside = steadily(bots, gap);
  CAPTURE(alone, beside);
  CHECK(alone.known99 < 0.03);
  CHECK(beside.done50 == Approx(alone.done50));
  CHECK(beside.known50 == Approx(alone.known50));
  CHECK(beside.done99 <= alone.done99 + 0.1);
  CHECK(beside.known99 <= alone.known99 + 0.1);
  CHECK(seconds(beside.longest_poll_gap) < 7);
}

TEST_CASE("where answers take all there is, polls take one request in sixteen and no more", "[long]") {
  const auto bots = GENERATE(10, 100);
  CAPTURE(bots);
  const double polled_within = bots <= 50 ? 10 : 20;
  SECTION("a steady stream of answers is hardly delayed") {
    const Duration gap = GENERATE(333ms, 20ms);
    CAPTURE(seconds(gap));
    const auto alone = steadily(0, gap);
    const auto beside = steadily(bots, gap);
    CAPTURE(alone, beside);
    CHECK(beside.done50 <= alone.done50 + 0.1);
    CHECK(beside.known50 <= alone.known50 + 0.1);
    CHECK(beside.done99 <= alone.done99 + 0.5);
    CHECK(beside.known99 <= alone.known99 + 0.5);
    CHECK(seconds(beside.longest_poll_gap) < polled_within);
  }
  SECTION("ten thousand answers take a sixteenth longer") {
    const auto drained = [](int with) {
      Load load;
      Pollers pollers(load, with, 2s);
      load.advance(30s);
      const auto from = load.loop.now();
      load.say_many(10'000, 200);
      const auto took = load.run(5min);
      load.check_each_once_in_order();
      CHECK(load.portal->refused == 0);
      return std::pair(seconds(took), with > 0 ? seconds(pollers.longest_gap(from)) : 0);
    };
    const auto alone = drained(0);
    const auto beside = drained(bots);
    CAPTURE(alone.first, beside.first);
    CHECK(beside.first <= alone.first * 17 / 16 + 0.5);
    CHECK(beside.second < polled_within);
  }
}

TEST_CASE("after a burst of answers events are asked for before the bucket is low again") {
  Load load;
  load.say_many(10'000, 200);
  load.run(3min);
  REQUIRE(load.client->traffic().level > 40);
  Pollers pollers(load, 3, 2s);
  const auto from = load.loop.now();
  load.advance(1min);
  CHECK(seconds(pollers.longest_gap(from)) <= 5);
  CHECK(pollers.polls(from).size() == 3);
}

TEST_CASE("polls beside another client that draws from the bucket go on, with hardly a refusal") {
  Load load;
  load.portal->jitter = 20ms;
  load.portal->others(1.5);
  Pollers pollers(load, 100, 15s);
  const auto from = load.loop.now();
  load.advance(20min);
  CAPTURE(load.portal->requests, load.portal->refused);
  CHECK(static_cast<double>(load.portal->refused) < 0.01 * static_cast<double>(load.portal->requests));
  CHECK(pollers.failed == 0);
  CHECK(pollers.polls(from).size() == 100);
  CHECK(seconds(pollers.longest_gap(from)) < 45);
}

TEST_CASE("polls of very many bots are slowed by their operating time and never stopped by it", "[long]") {
  Load load;
  load.portal->limit_operating(420);
  Pollers pollers(load, 100, 2s);
  const auto from = load.loop.now();
  load.advance(30min);
  CHECK(load.portal->limited == 0);
  CHECK(pollers.failed == 0);
  CHECK(seconds(pollers.longest_gap(from)) <= 20);
}

TEST_CASE("beside polls and another client, a lone answer waits for neither") {
  Load load;
  load.portal->jitter = 20ms;
  load.portal->others(1.5);
  const Pollers pollers(load, 100, 2s);
  load.advance(15min);
  const auto from = load.loop.now();
  for (int i = 0; i < 100; ++i) {
    load.say("chat");
    load.advance(6100ms);
  }
  const auto delays = delays_of(load, from);
  CAPTURE(delays, load.portal->requests, load.portal->refused);
  CHECK(delays.known90 < 0.1);
}
