// Who goes first, and who comes late but comes.
#include <catch2/catch.hpp>

#include "tests/api/client/limits/load.h"

using namespace luabot;
using namespace luabot::test;
using namespace std::chrono_literals;
using client::Priority;

namespace {

/// A call that has to go alone.
client::Call lone(Priority priority) {
  client::Call one{"no.such.method", "{}", catalog::Repeat::read};
  one.priority = priority;
  one.timeout = 10min;
  return one;
}

/// The requests in which lone calls went.
std::vector<std::size_t> lone_requests(const SimPortal& portal) {
  std::vector<std::size_t> found;
  for (const auto& one : portal.executed)
    if (one.method == "no.such.method") found.push_back(one.request);
  return found;
}

}  // namespace

TEST_CASE("asking for events takes half of the rate at most") {
  Load load;
  const auto poll = [] {
    auto one = lone(Priority::poll);
    one.method = "imbot.v2.Event.get";
    one.params = R"({"botId":1})";
    return one;
  };
  auto* last = &load.call(poll());
  while (load.loop.now() < load.entries.front().made + 100s) {
    load.advance(50ms);
    if (last->ended) last = &load.call(poll());
  }
  CHECK(load.portal->requests >= 95);
  CHECK(load.portal->requests <= 102);
}

TEST_CASE(
    "bulk work beside answers without end begins one request in nine, once it has waited fifteen seconds") {
  Load load;
  for (int i = 0; i < 40; ++i) load.call(lone(Priority::bulk));
  load.portal->draw(45);
  const auto begin = load.loop.now();
  std::size_t said = 0;
  std::size_t at_once = 0;
  std::size_t early = 0;
  while (load.loop.now() < begin + 60s) {
    while (load.client->traffic().waiting[0] < 200) load.say("chat" + std::to_string(++said));
    load.advance(100ms);
    if (load.loop.now() <= begin + 1s) at_once = lone_requests(*load.portal).size();
    if (load.loop.now() <= begin + 14s) early = lone_requests(*load.portal).size();
  }
  const auto requests = lone_requests(*load.portal);
  CHECK(early == at_once);
  CHECK(requests.size() > early + 5);
  for (std::size_t i = early + 1; i < requests.size(); ++i) CHECK(requests[i] - requests[i - 1] >= 8);
}

TEST_CASE("calls made at one moment share as many requests as may go out then, and all go") {
  Load load;
  load.portal->work = 20ms;
  SECTION("a few") {
    load.say_many(15, 15);
  }
  SECTION("many") {
    load.say_many(100, 100);
  }
  const auto took = load.run(1min);
  // A second wave would come a travel later, and one batch of all would work for longer.
  CHECK(took <= 2 * load.portal->travel + 20 * load.portal->work);
  CHECK(load.portal->arrivals.front() == load.portal->arrivals.back());
}
