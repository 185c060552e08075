#include "api/client/fair_queue.h"

#include <array>
#include <list>
#include <map>
#include <random>

#include <catch2/catch.hpp>

using namespace luabot::client;

namespace {

constexpr std::array all{Priority::answer, Priority::normal, Priority::poll, Priority::bulk};
constexpr std::array people{Priority::answer, Priority::normal};

struct One final : Waiting {
  int number = 0;
};

struct Bench {
  One& add(const std::string& bot, const std::string& dialog, Priority priority = Priority::normal) {
    One& one = ones.emplace_back();
    one.number = static_cast<int>(ones.size());
    one.bot = bot;
    one.dialog = dialog;
    one.priority = priority;
    queue.add(one);
    return one;
  }
  std::string order() {
    std::string out;
    while (auto* one = static_cast<One*>(queue.pop_any(all))) out += std::to_string(one->number) + " ";
    return out;
  }
  std::list<One> ones;  // outlives the queue
  FairQueue queue;
};

}  // namespace

TEST_CASE("bots take turns, within a bot its dialogs, and within a dialog the order is that of arrival") {
  Bench bench;
  for (int i = 0; i < 3; ++i) bench.add("a", "x");  // 1 2 3
  bench.add("a", "y");                              // 4
  bench.add("b", "x");                              // 5
  bench.add("b", "x");                              // 6
  CHECK(bench.order() == "1 5 4 6 2 3 ");
}

TEST_CASE("higher priorities go first, and one in so many is of a lower one") {
  Bench bench;
  bench.add("a", "", Priority::bulk);
  bench.add("a", "", Priority::poll);
  bench.add("a", "", Priority::normal);
  bench.add("a", "", Priority::answer);
  CHECK(bench.order() == "4 3 2 1 ");
  for (int i = 0; i < 100; ++i) bench.add("a", "", Priority::answer);
  bench.add("a", "", Priority::bulk);
  int before = 0;
  while (static_cast<One*>(bench.queue.pop_any(all))->priority != Priority::bulk) ++before;
  CHECK(before < static_cast<int>(FairQueue::lower_every));
}

TEST_CASE("priorities that are not asked for stay") {
  Bench bench;
  bench.add("a", "", Priority::bulk);
  CHECK(bench.queue.pop_any(people) == nullptr);
  CHECK(bench.queue.ready_to(Priority::poll) == 0);
  CHECK(bench.queue.ready() == 1);
}

TEST_CASE("a dialog that is held gives nothing, in any priority, until all that hold it have let go") {
  Bench bench;
  One& first = bench.add("a", "x");
  One& second = bench.add("a", "x");
  bench.add("a", "x", Priority::bulk);
  REQUIRE(bench.queue.pop(Priority::normal) == &first);
  REQUIRE(bench.queue.pop(Priority::normal) == &second);
  bench.queue.hold(first);
  bench.queue.hold(second);
  CHECK(bench.queue.ready() == 0);
  CHECK(bench.queue.waiting() == 1);
  bench.queue.release(first);
  CHECK(bench.queue.front(Priority::bulk) == nullptr);
  bench.queue.release(second);
  CHECK(bench.order() == "3 ");
}

TEST_CASE("what comes back takes its old place") {
  Bench bench;
  One& first = bench.add("a", "x");
  bench.add("a", "x");
  REQUIRE(bench.queue.pop(Priority::normal) == &first);
  bench.queue.hold(first);
  bench.queue.add(first);
  CHECK(bench.queue.ready() == 0);
  bench.queue.release(first);
  CHECK(bench.order() == "1 2 ");
}

TEST_CASE("what waits is counted once however often it is added") {
  Bench bench;
  One& one = bench.add("a", "x");
  bench.queue.add(one);
  CHECK(bench.queue.waiting() == 1);
  CHECK(bench.queue.ready() == 1);
}

TEST_CASE("what holds its dialog may leave the queue before it lets go") {
  Bench bench;
  One& first = bench.add("a", "x");
  bench.add("a", "x");
  bench.queue.hold(first);
  bench.queue.remove(first);
  CHECK(bench.queue.ready() == 0);
  bench.queue.release(first);
  CHECK(bench.order() == "2 ");
}

TEST_CASE("bots and dialogs with nothing left are forgotten, in whatever way it went") {
  Bench bench;
  One& popped = bench.add("a", "x");
  One& removed = bench.add("b", "x");
  One& held = bench.add("c", "x");
  One& stays = bench.add("d", "x");
  One& goes = bench.add("d", "y");
  CHECK(bench.queue.known() == 9);
  REQUIRE(bench.queue.pop(Priority::normal) == &popped);
  bench.queue.remove(removed);
  CHECK(bench.queue.known() == 5);
  bench.queue.hold(held);
  bench.queue.remove(held);
  CHECK(bench.queue.known() == 5);
  bench.queue.release(held);
  CHECK(bench.queue.known() == 3);
  bench.queue.remove(goes);
  CHECK(bench.queue.known() == 2);
  bench.queue.remove(stays);
  CHECK(bench.queue.known() == 0);
}

TEST_CASE("without a dialog nothing is held back") {
  Bench bench;
  One& first = bench.add("a", "");
  bench.add("a", "");
  REQUIRE(bench.queue.pop(Priority::normal) == &first);
  bench.queue.hold(first);
  CHECK(bench.order() == "2 ");
}

TEST_CASE("whatever is added, held and removed at random, all come out once and in order") {
  std::mt19937 random(3);  // NOLINT: the same run each time
  const auto roll = [&](int sides) { return std::uniform_int_distribution<int>(0, sides - 1)(random); };
  Bench bench;
  std::list<One*> held;
  std::map<std::string, int> last;
  std::size_t out = 0;
  std::size_t removed = 0;
  for (int i = 0; i < 20'000; ++i) {
    const int deed = roll(10);
    if (deed < 4) {
      bench.add(std::to_string(roll(3)), std::to_string(roll(6)), static_cast<Priority>(roll(4)));
    } else if (deed < 8) {
      auto* one = static_cast<One*>(bench.queue.pop_any(all));
      if (one == nullptr) continue;
      ++out;
      int& before =
          last[one->bot + "/" + one->dialog + "/" + std::to_string(static_cast<int>(one->priority))];
      REQUIRE(one->number > before);
      before = one->number;
      if (roll(2) == 0) {
        bench.queue.hold(*one);
        held.push_back(one);
      }
    } else if (deed == 8 && !held.empty()) {
      bench.queue.release(*held.front());
      held.pop_front();
    } else if (deed == 9 && bench.ones.back().queued()) {
      bench.queue.remove(bench.ones.back());
      ++removed;
    }
  }
  for (auto* one : held) bench.queue.release(*one);
  while (bench.queue.pop_any(all) != nullptr) ++out;
  CHECK(out + removed == bench.ones.size());
  CHECK(bench.queue.waiting() == 0);
  CHECK(bench.queue.ready() == 0);
}
