#include "runtime/scheduler/turns.h"

#include <map>
#include <random>
#include <vector>

#include <catch2/catch.hpp>

using luabot::Turns;

TEST_CASE("the events of a dialog take turns and dialogs go side by side") {
  Turns turns(10);
  turns.add("a", 1);
  turns.add("a", 2);
  turns.add("b", 3);
  CHECK(turns.next() == 1u);
  CHECK(turns.next() == 3u);
  CHECK_FALSE(turns.next());
  turns.end(3);
  CHECK_FALSE(turns.next());
  turns.end(1);
  CHECK(turns.next() == 2u);
  turns.end(2);
  CHECK(turns.running() == 0);
  CHECK(turns.waiting() == 0);
}

TEST_CASE("no more than the limit run at once and the longest waiting dialog is next") {
  Turns turns(1);
  turns.add("a", 1);
  turns.add("a", 2);
  turns.add("b", 3);
  CHECK(turns.next() == 1u);
  CHECK_FALSE(turns.next());
  turns.end(1);
  CHECK(turns.next() == 3u);
  turns.end(3);
  CHECK(turns.next() == 2u);
}

TEST_CASE("ending an unknown run changes nothing") {
  Turns turns(1);
  turns.end(7);
  turns.add("a", 1);
  CHECK(turns.next() == 1u);
}

TEST_CASE("random arrivals keep the order of each dialog and leave nobody behind") {
  std::mt19937 random(42);
  Turns turns(5);
  std::map<std::string, std::vector<Turns::RunId>> added;
  std::map<std::string, std::vector<Turns::RunId>> started;
  std::map<Turns::RunId, std::string> dialog_of;
  std::vector<Turns::RunId> running;
  Turns::RunId last = 0;
  while (last < 2000 || !running.empty() || turns.waiting() > 0) {
    if (last < 2000 && random() % 2 == 0) {
      const auto dialog = "d" + std::to_string(random() % 20);
      turns.add(dialog, ++last);
      added[dialog].push_back(last);
      dialog_of[last] = dialog;
    }
    while (const auto run = turns.next()) {
      for (const auto other : running) REQUIRE(dialog_of[other] != dialog_of[*run]);
      started[dialog_of[*run]].push_back(*run);
      running.push_back(*run);
      REQUIRE(running.size() <= 5);
    }
    if (!running.empty() && random() % 2 == 0) {
      const auto at = running.begin() + static_cast<long>(random() % running.size());
      turns.end(*at);
      running.erase(at);
    }
  }
  CHECK(started == added);
}
