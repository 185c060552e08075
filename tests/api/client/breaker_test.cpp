#include "api/client/breaker.h"

#include <catch2/catch.hpp>

using namespace luabot;
using namespace luabot::client;
using namespace std::chrono_literals;

namespace {
constexpr TimePoint start{1h};
}

TEST_CASE("some failures in a row open it, and an answer between them does not let it") {
  Breaker breaker(32);
  for (int i = 0; i < 20; ++i) {
    breaker.failed(start);
    if (i % 4 == 3) breaker.answered();
  }
  CHECK_FALSE(breaker.open());
  for (int i = 1; i < Breaker::failures_to_open; ++i) CHECK_FALSE(breaker.failed(start));
  CHECK(breaker.failed(start));
  CHECK(breaker.open());
}

TEST_CASE("pauses between probes grow up to three quarters of a second") {
  Breaker breaker(32);
  for (int i = 0; i < Breaker::failures_to_open; ++i) breaker.failed(start);
  TimePoint now = start;
  Duration before{};
  CHECK(breaker.probe_at() == start + 200ms);
  for (int i = 0; i < 20; ++i) {
    const auto pause = breaker.probe_at() - now;
    CHECK(pause >= before);
    CHECK(pause <= 750ms);
    CHECK(pause > 0s);
    before = pause;
    now = breaker.probe_at();
    breaker.failed(now);
  }
  CHECK(before == 750ms);
}

TEST_CASE("the pause before the next probe begins when the last one has failed") {
  Breaker breaker(32);
  for (int i = 0; i < Breaker::failures_to_open; ++i) breaker.failed(start);
  breaker.failed(start + 10s);
  CHECK(breaker.probe_at() == start + 10'250ms);
}

TEST_CASE("pauses begin anew with each outage") {
  Breaker breaker(32);
  for (int i = 0; i < Breaker::failures_to_open; ++i) breaker.failed(start);
  for (int i = 1; i < 20; ++i) breaker.failed(start + i * 10s);
  breaker.answered();
  for (int i = 0; i < Breaker::failures_to_open; ++i) breaker.failed(start + 1h);
  CHECK(breaker.probe_at() == start + 1h + 200ms);
}

TEST_CASE("a failure of what went out before it opened does not put the probe off") {
  Breaker breaker(32);
  for (int i = 0; i < Breaker::failures_to_open; ++i) breaker.failed(start);
  const auto at = breaker.probe_at();
  for (int i = 0; i < 30; ++i) breaker.failed(start + 1ms);
  CHECK(breaker.probe_at() == at);
}

TEST_CASE("after it closes there are few at once and each answer allows one more") {
  Breaker breaker(32);
  CHECK(breaker.allowed() == 32);
  for (int i = 0; i < Breaker::failures_to_open; ++i) breaker.failed(start);
  breaker.answered();
  CHECK_FALSE(breaker.open());
  CHECK(breaker.allowed() == 4);
  breaker.answered();
  CHECK(breaker.allowed() == 5);
  for (int i = 0; i < 100; ++i) breaker.answered();
  CHECK(breaker.allowed() == 32);
}

TEST_CASE("after an outage no more go at once than before it") {
  Breaker breaker(2);
  for (int i = 0; i < Breaker::failures_to_open; ++i) breaker.failed(start);
  breaker.answered();
  CHECK(breaker.allowed() == 2);
}
