// The order of callbacks, and how the journal ends.
#include <chrono>
#include <future>

#include <catch2/catch.hpp>

#include "tests/runtime/journal/fixture.h"

using namespace luabot;
using namespace luabot::test;
using journal::StoreChange;

TEST_CASE("callbacks come in the order of the calls") {
  const Place place;
  Opened at(place.path());
  std::vector<int> order;
  for (int i = 0; i < 300; i += 3) {
    at.journal->accept(at.bot.key, {event(i)}, 0, [&, i](const auto&) { order.push_back(i); });
    at.journal->read_store(at.bot.key, "k", [&, i](const auto&) { order.push_back(i + 1); });
    at.journal->finish(4711, [&, i] { order.push_back(i + 2); });
  }
  REQUIRE(wait_until(at.loop, [&] { return order.size() == 300; }));
  for (int i = 0; i < 300; ++i) REQUIRE(order[static_cast<std::size_t>(i)] == i);
  CHECK(at.journal->stats().operations >= 300);
}

TEST_CASE("what is queued together is committed together") {
  const Place place;
  Opened at(place.path());
  std::promise<void> go;
  // Holds the thread until everything else is queued.
  const auto run = at.accept({event(1)}, 2).at(0).id;
  at.journal->change_store(at.bot.key, run, "b", step(0), {StoreChange::Kind::set, "k", "1"},
                           [held = go.get_future().share()](bool) {
                             held.wait();
                             return std::string("true");
                           },
                           {});
  const auto before = at.journal->stats().commits;
  for (int i = 10; i < 1000; ++i) at.journal->accept(at.bot.key, {event(i)}, 0, {});
  go.set_value();
  at.flush();
  CHECK(at.journal->stats().commits - before <= 4);
  CHECK(at.unfinished().size() == 991);
}

TEST_CASE("an operation that can never succeed does not hold up the others") {
  const Place place;
  Opened at(place.path());
  bool impossible = false;
  std::size_t good = 0;
  at.journal->accept(at.bot.key, {event(1)}, 2, [&](const auto& runs) { good += runs.size(); });
  at.journal->accept(4711, {event(1)}, 2, [&](const auto&) { impossible = true; });
  at.journal->accept(at.bot.key, {event(2)}, 3, [&](const auto& runs) { good += runs.size(); });
  at.flush();
  CHECK(good == 2);
  CHECK_FALSE(impossible);
  CHECK(at.journal->stats().mistakes == 1);
  CHECK(at.unfinished().size() == 2);
}

TEST_CASE("closing commits what is queued and calls nothing back") {
  const Place place;
  {
    Opened at(place.path());
    for (int i = 1; i <= 200; ++i) {
      at.journal->accept(at.bot.key, {event(i)}, i + 1,
                         [](const auto&) { FAIL("called back after the end"); });
    }
    at.journal.reset();
    at.loop.settle();
  }
  Opened again(place.path());
  CHECK(again.unfinished().size() == 200);
}

TEST_CASE("a callback may close the journal") {
  const Place place;
  Opened at(place.path());
  bool late = false;
  at.journal->finish(1, [&] { at.journal.reset(); });
  at.journal->finish(2, [&] { late = true; });
  REQUIRE(wait_until(at.loop, [&] { return !at.journal; }));
  at.loop.settle();
  CHECK_FALSE(late);
}

TEST_CASE("closing does not wait for ever for a thread that hangs") {
  const Place place;
  std::promise<void> go;
  bool called = false;
  {
    Opened at(place.path(), [](auto& options) { options.patience = std::chrono::milliseconds(50); });
    const auto run = at.accept({event(1)}, 2).at(0).id;
    at.journal->change_store(
        at.bot.key, run, "b", step(0), {StoreChange::Kind::set, "k", "1"},
        [held = go.get_future().share()](bool) {
          held.wait();
          return std::string("true");
        },
        [&](const auto&) { called = true; });
    const auto began = std::chrono::steady_clock::now();
    at.journal.reset();
    CHECK(std::chrono::steady_clock::now() - began < std::chrono::seconds(5));
  }
  // The directory stays held as long as that thread could still write.
  CHECK(open_error(place.path()).find("in use") != std::string::npos);
  go.set_value();
  SimLoop loop;
  CHECK(wait_until(loop, [&] { return open_error(place.path()).empty(); }));
  CHECK_FALSE(called);
}
