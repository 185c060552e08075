// What the limits let through, as simulated workloads: the table of docs/limits.md.
#include <algorithm>
#include <list>

#include <catch2/catch.hpp>

#include "api/client/operating.h"
#include "tests/api/client/limits/load.h"

using namespace luabot;
using namespace luabot::test;
using namespace std::chrono_literals;
using client::Priority;

namespace {

double seconds(Duration time) {
  return std::chrono::duration<double>(time).count();
}

}  // namespace

TEST_CASE("a thousand answers to two hundred dialogs go out within two seconds and none is refused") {
  Load load;
  load.say_many(1000, 200);
  const auto took = load.run(1min);
  CAPTURE(seconds(took), load.portal->requests);
  CHECK(took <= 2s);
  CHECK(load.portal->refused == 0);
  CHECK(load.failed() == 0);
  load.check_each_once_in_order();
}

TEST_CASE("ten thousand answers take little longer than the bucket demands") {
  Load load;
  load.say_many(10'000, 200);
  const auto took = load.run(5min);
  constexpr double optimum = (10'000.0 / 50 - 50) / 2;
  CAPTURE(seconds(took), load.portal->requests);
  CHECK(seconds(took) <= 1.1 * optimum);
  CHECK(load.portal->refused == 0);
  CHECK(load.failed() == 0);
  load.check_each_once_in_order();
}

TEST_CASE("sixty answers find room in a bucket that another client has filled to forty") {
  Load load;
  load.portal->draw(40);
  SECTION("at one moment") {
    load.say_many(60, 60);
  }
  SECTION("a millisecond apart") {
    for (int i = 0; i < 60; ++i) {
      load.say("chat" + std::to_string(i));
      load.advance(1ms);
    }
  }
  const auto took = load.run(1min);
  CAPTURE(seconds(took), load.portal->requests);
  CHECK(took <= 2s);
  CHECK(load.portal->refused <= 1);
  load.check_each_once_in_order();
}

TEST_CASE("twenty messages a second for a minute wait little and none is refused") {
  Load load;
  for (int i = 0; i < 1200; ++i) {
    load.say("chat" + std::to_string(i % 200));
    load.advance(50ms);
  }
  load.run(1min);
  CAPTURE(seconds(load.delay(0.5)), seconds(load.delay(0.99)), load.portal->requests);
  CHECK(load.delay(0.99) < 1500ms);
  CHECK(load.portal->refused == 0);
  load.check_each_once_in_order();
}

TEST_CASE("a lone call goes out in the same moment, alone") {
  Load load;
  for (int i = 0; i < 20; ++i) {
    load.say("chat1");
    load.advance(3s);
    REQUIRE(load.portal->arrivals.size() == static_cast<std::size_t>(i + 1));
    CHECK(load.portal->arrivals.back() == load.entries.back().made + load.portal->travel);
  }
  CHECK(load.client->traffic().batches == 0);
}

TEST_CASE("an operating limit on one method delays no other") {
  const auto others_delay = [](bool limited) {
    Load load;
    if (limited) load.portal->limit_operating(20);
    load.portal->work_of["crm.deal.list"] = 500ms;
    load.timeout = 5min;
    std::vector<Load::Entry*> said;
    for (int i = 0; i < 240; ++i) {
      said.push_back(&load.say("chat" + std::to_string(i % 20)));
      client::Call slow{"crm.deal.list", "{}", catalog::Repeat::read};
      slow.timeout = 5min;
      if (i % 2 == 0) load.call(slow);
      load.advance(500ms);
    }
    load.advance(1min);
    CHECK((load.portal->limited > 0) == limited);
    CHECK(load.portal->limited < 10);  // and then it waits
    std::vector<double> delays;
    for (const auto* one : said) {
      REQUIRE(one->ended);
      delays.push_back(seconds(*one->ended - one->made));
    }
    std::sort(delays.begin(), delays.end());
    return std::pair(delays[delays.size() / 2], delays[delays.size() * 99 / 100]);
  };
  const auto without = others_delay(false);
  const auto with = others_delay(true);
  CAPTURE(without.first, with.first, without.second, with.second);
  CHECK(with.first <= without.first * 1.05 + 0.01);
  CHECK(with.second <= without.second * 1.05 + 0.01);
}

TEST_CASE("calls of a method near its operating limit are spread out however many of them wait") {
  Load load;
  load.portal->limit_operating(client::Operating::allowed_seconds);
  load.portal->work_of["crm.deal.list"] = 500ms;
  for (int i = 0; i < 900; ++i) {  // 450 s
    client::Call slow{"crm.deal.list", "{}", catalog::Repeat::read};
    slow.timeout = 20min;
    load.call(slow);
    load.advance(300ms);
  }
  load.run(20min);
  CHECK(load.portal->limited == 0);
  CHECK(load.failed() == 0);
  CHECK(load.open() == 0);
}

TEST_CASE("bulk work leaves half of the burst to answers") {
  Load load;
  for (int i = 0; i < 5000; ++i) load.say("bulk" + std::to_string(i), Priority::bulk);
  load.advance(20s);
  CHECK(load.client->traffic().level <= 26);
  const auto before = load.portal->executed.size();
  CHECK(before >= 50 * (25 + 2 * 18));
  std::list<Load::Entry*> said;
  for (int i = 0; i < 100; ++i) said.push_back(&load.say("chat" + std::to_string(i)));
  load.advance(1s);
  for (const auto* one : said) CHECK(one->ended);
  load.run(5min);
  CHECK(load.portal->refused == 0);
}
