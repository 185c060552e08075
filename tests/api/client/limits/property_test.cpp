// Whatever arrives, and however the portal fails: the limits hold, dialogs keep their order, nobody starves
// and no room is left unused.
#include <algorithm>
#include <list>
#include <random>

#include <catch2/catch.hpp>

#include "tests/api/client/limits/load.h"

using namespace luabot;
using namespace luabot::test;
using namespace std::chrono_literals;
using client::Priority;

namespace {

struct Random {
  explicit Random(unsigned seed) : engine(seed) {}
  std::size_t below(std::size_t most) {
    return std::uniform_int_distribution<std::size_t>(0, most - 1)(engine);
  }
  bool happens(double how_often) { return std::bernoulli_distribution(how_often)(engine); }
  std::mt19937 engine;
};

}  // namespace

TEST_CASE("random arrivals never meet a full bucket and keep the order of each dialog", "[long]") {
  const auto seed = GENERATE(range(1U, 9U));
  const auto limit = GENERATE(client::Limit{50, 2}, client::Limit{250, 5}, client::Limit{3, 1});
  CAPTURE(seed, limit.burst);
  Random random(seed);
  Load load(limit);
  load.portal->jitter = 0ms;
  load.portal->work = 1ms * static_cast<int>(1 + random.below(40));
  const auto dialogs = 1 + random.below(60);
  std::size_t said = 0;
  while (said < 1500) {
    const auto at_once = random.happens(0.1) ? random.below(200) : random.below(4);
    for (std::size_t i = 0; i < at_once; ++i, ++said)
      load.say("chat" + std::to_string(random.below(dialogs)));
    load.advance(1ms * static_cast<int>(random.below(random.happens(0.05) ? 5000 : 100)));
  }
  load.run(10min);
  CHECK(load.open() == 0);
  CHECK(load.failed() == 0);
  CHECK(load.portal->refused == 0);
  load.check_each_once_in_order();
}

TEST_CASE("room in the bucket is not left unused while calls wait", "[long]") {
  const auto seed = GENERATE(range(1U, 5U));
  Random random(seed);
  Load load;
  for (int i = 0; i < 8000; ++i) load.say("chat" + std::to_string(random.below(1000)));
  load.run(3min);
  // From the beginning to the end the bucket was never far from full: requests are those of the burst and the
  // rate, but for what is left to others and a moment in which it listens for them.
  const auto& arrivals = load.portal->arrivals;
  const std::chrono::duration<double> took = arrivals.back() - arrivals.front();
  const double possible = 46 + 2 * took.count();
  CAPTURE(arrivals.size(), possible);
  CHECK(static_cast<double>(arrivals.size()) >= possible - 4);
  // And each but a few is full.
  CHECK(static_cast<double>(arrivals.size()) <= 8000.0 / 50 + 12);
}

TEST_CASE("no dialog and no priority starves beside one that never ends") {
  Load load;
  std::list<std::pair<std::string, Load::Entry*>> quiet;
  for (int second = 0; second < 120; ++second) {
    for (int i = 0; i < 200; ++i) load.say("noisy" + std::to_string(i % 3));
    if (second == 60) {
      quiet.emplace_back("a quiet dialog", &load.say("quiet"));
      quiet.emplace_back("bulk", &load.say("mass", Priority::bulk));
      client::Call alone{"no.such.method", "{}", catalog::Repeat::read};
      alone.priority = Priority::bulk;
      alone.timeout = 10min;
      quiet.emplace_back("bulk alone", &load.call(alone));
    }
    load.advance(1s);
  }
  CHECK(load.open() > 1000);
  for (const auto& [name, one] : quiet) {
    CAPTURE(name);
    REQUIRE(one->ended);
    CHECK(*one->ended - one->made < (name == "a quiet dialog" ? 5s : 30s));
  }
}

TEST_CASE("whatever fails at random, each call ends and each message is carried out at most once a try") {
  const auto seed = GENERATE(range(1U, 7U));
  CAPTURE(seed);
  Random random(seed);
  Load load;
  load.portal->jitter = 50ms;
  load.timeout = 10min;
  using State = SimPortal::State;
  for (int i = 0; i < 1500; ++i) {
    auto& one = load.say("chat" + std::to_string(random.below(30)));
    if (random.happens(0.02)) {
      one.handle.reset();
      one.ended = load.loop.now();
    }
    if (random.happens(0.01)) load.portal->draw(static_cast<double>(random.below(10)));
    if (random.happens(0.02))
      load.portal->state =
          std::array{State::up, State::up, State::refuses_connections, State::gateway_page}[random.below(4)];
    load.advance(1ms * static_cast<int>(random.below(200)));
  }
  load.portal->state = State::up;
  load.run(10min);
  CHECK(load.open() == 0);
  for (const auto& one : load.entries)
    if (one.error) FAIL_CHECK(one.error->text());
  CHECK(load.client->traffic().under_way == 0);
  for (const auto waiting : load.client->traffic().waiting) CHECK(waiting == 0);
}
