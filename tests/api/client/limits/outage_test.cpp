// The portal does not answer for a while.
#include <catch2/catch.hpp>

#include "tests/api/client/limits/load.h"

using namespace luabot;
using namespace luabot::test;
using namespace std::chrono_literals;

TEST_CASE("an outage of thirty seconds loses none of two thousand calls and is made up for at once") {
  const auto how = GENERATE(SimPortal::State::refuses_connections, SimPortal::State::gateway_page);
  Load load;
  load.timeout = 60s;
  load.portal->state = how;
  for (int i = 0; i < 2000; ++i) {
    load.say("chat" + std::to_string(i % 200));
    if (i % 100 == 0) load.advance(1s);
  }
  load.advance(10s);
  CHECK(load.client->traffic().portal_down);
  // Few requests: those that found out, then a probe each 0.75 s.
  CHECK(load.client->traffic().requests < 90);
  load.portal->state = SimPortal::State::up;
  const auto took = load.run(2min);
  // 40 batches; the bucket has room for them, and each of the 200 dialogs has ten calls.
  const std::chrono::duration<double> drained = took;
  CAPTURE(drained.count(), load.portal->requests, load.portal->refused);
  CHECK(load.failed() == 0);
  CHECK(load.open() == 0);
  CHECK(drained.count() <= 3);
  CHECK(load.portal->refused == 0);
  if (how == SimPortal::State::refuses_connections) load.check_each_once_in_order();
}

TEST_CASE("requests after an outage begin with few at once, and each answer allows one more, not each call") {
  Load load;
  load.portal->work = 100ms;
  load.portal->state = SimPortal::State::refuses_connections;
  for (int i = 0; i < 2000; ++i) load.say("chat" + std::to_string(i));
  load.advance(10s);
  load.portal->state = SimPortal::State::up;
  std::size_t most = 0;
  while (load.portal->executed.empty()) load.advance(10ms);
  for (int i = 0; i < 100; ++i) {
    most = std::max(most, load.client->traffic().under_way);
    load.advance(10ms);
  }
  CHECK(most == 4);
  load.advance(4s + 200ms);  // each of the four has carried fifty calls
  CHECK(load.client->traffic().under_way == 8);
  load.run(2min);
  CHECK(load.failed() == 0);
}

TEST_CASE("calls wait for the end of an outage no longer than their deadlines") {
  Load load;
  load.timeout = 10s;
  load.portal->state = SimPortal::State::refuses_connections;
  load.say_many(100, 10);
  load.advance(9s);
  CHECK(load.failed() == 0);
  load.advance(2s);
  CHECK(load.failed() == 100);
  for (const auto& one : load.entries) CHECK(one.error->code == "TIMED_OUT");
}

TEST_CASE("nobody asks after a portal that no call waits for") {
  Load load;
  load.timeout = 10s;
  load.portal->state = SimPortal::State::refuses_connections;
  load.say_many(100, 10);
  load.advance(20s);
  REQUIRE(load.open() == 0);
  const auto requests = load.client->traffic().requests;
  load.advance(1min);
  CHECK(load.client->traffic().requests == requests);
}
