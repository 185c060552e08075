// The store changes together with the step that changed it.
#include <stdexcept>

#include <catch2/catch.hpp>

#include "tests/runtime/journal/fixture.h"

using namespace luabot;
using namespace luabot::test;
using journal::StoreChange;

namespace {

std::optional<std::string> read(Opened& at, const std::string& key) {
  std::optional<std::string> value;
  at.journal->read_store(at.bot.key, key, [&](std::optional<std::string> got) { value = std::move(got); });
  at.flush();
  return value;
}

std::string change(Opened& at, journal::RunId run, std::uint32_t number, const StoreChange& what) {
  std::string answer;
  at.journal->change_store(
      at.bot.key, run, "b", step(number), what, [](bool existed) { return existed ? "true" : "false"; },
      [&](std::string value) { answer = std::move(value); });
  at.flush();
  return answer;
}

}  // namespace

TEST_CASE("a store change is read back and its step holds the answer") {
  const Place place;
  {
    Opened at(place.path());
    const auto run = at.accept({event(1)}, 2).at(0).id;
    CHECK(read(at, "k") == std::nullopt);
    CHECK(change(at, run, 0, {StoreChange::Kind::set, "k", "1"}) == "false");
    CHECK(change(at, run, 1, {StoreChange::Kind::set, "k", "2"}) == "true");
    CHECK(read(at, "k") == "2");
    CHECK(change(at, run, 2, {StoreChange::Kind::remove, "gone", ""}) == "false");
  }
  Opened again(place.path());
  CHECK(read(again, "k") == "2");
  const auto steps = again.unfinished().at(0).steps;
  REQUIRE(steps.size() == 3);
  CHECK(steps[0].value == "false");
  CHECK(steps[1].value == "true");
  CHECK(steps[1].finished);
  CHECK(change(again, again.unfinished()[0].id, 3, {StoreChange::Kind::remove, "k", ""}) == "true");
  CHECK(read(again, "k") == std::nullopt);
}

TEST_CASE("the same step asked again changes nothing and has the first answer") {
  const Place place;
  Opened at(place.path());
  const auto run = at.accept({event(1)}, 2).at(0).id;
  CHECK(change(at, run, 0, {StoreChange::Kind::set, "k", "1"}) == "false");
  CHECK(change(at, run, 0, {StoreChange::Kind::set, "k", "9"}) == "false");
  CHECK(read(at, "k") == "1");
}

TEST_CASE("a run that is over changes no store") {
  const Place place;
  Opened at(place.path());
  const auto run = at.accept({event(1)}, 2).at(0).id;
  at.finish(run);
  change(at, run, 0, {StoreChange::Kind::set, "k", "1"});
  CHECK(read(at, "k") == std::nullopt);
}

TEST_CASE("each bot has a store of its own") {
  const Place place;
  Opened at(place.path());
  change(at, at.accept({event(1)}, 2).at(0).id, 0, {StoreChange::Kind::set, "k", "1"});
  const auto other = at.journal->bot("portal.example", "pizza", Secret("tok-other"), false);
  std::optional<std::string> value = "untouched";
  at.journal->read_store(other->key, "k", [&](auto got) { value = std::move(got); });
  at.flush();
  CHECK(value == std::nullopt);
}

TEST_CASE("a change whose answer throws leaves neither change nor step") {
  const Place place;
  Opened at(place.path());
  const auto run = at.accept({event(1)}, 2).at(0).id;
  bool called = false;
  at.journal->change_store(
      at.bot.key, run, "b", step(0), {StoreChange::Kind::set, "k", "1"},
      [](bool) -> std::string { throw std::runtime_error("no answer"); },
      [&](const auto&) { called = true; });
  CHECK(read(at, "k") == std::nullopt);
  CHECK(at.unfinished().at(0).steps.empty());
  CHECK_FALSE(called);
  CHECK(at.journal->stats().mistakes == 1);
}
