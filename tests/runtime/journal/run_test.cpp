// Events become runs, runs have steps, and are forgotten when done.
#include <catch2/catch.hpp>

#include "tests/runtime/journal/fixture.h"

using namespace luabot;
using namespace luabot::test;
using journal::Run;

namespace {

std::vector<std::int64_t> ids(const std::vector<Run>& runs) {
  std::vector<std::int64_t> all;
  all.reserve(runs.size());
  for (const Run& run : runs) all.push_back(run.event.event_id);
  return all;
}

using Ids = std::vector<std::int64_t>;

}  // namespace

TEST_CASE("accepted events become runs and keep all that they said") {
  const Place place;
  Opened at(place.path());
  const auto runs = at.accept({event(7, R"({"text":"h\u00e9"})"), event(9)}, 10);
  REQUIRE(ids(runs) == Ids{7, 9});
  CHECK(runs[0].id != runs[1].id);
  CHECK(runs[0].bot == at.bot.key);
  CHECK(runs[0].event.type == "ONIMBOTV2MESSAGEADD");
  CHECK(runs[0].event.dialog == "chat5");
  CHECK(runs[0].event.data == R"({"text":"h\u00e9"})");
  CHECK(runs[0].wall_ms == at.loop.wall_ms());

  const auto kept = at.unfinished();
  REQUIRE(ids(kept) == Ids{7, 9});
  CHECK(kept[0].id == runs[0].id);
  CHECK(kept[0].event.data == runs[0].event.data);
  CHECK(kept[0].event.dialog == "chat5");
  CHECK(kept[0].wall_ms == runs[0].wall_ms);
  CHECK(kept[0].bundle.empty());
  CHECK(kept[0].steps.empty());
}

TEST_CASE("events below the offset and events that have a run are left out") {
  const Place place;
  Opened at(place.path());
  CHECK(ids(at.accept({event(5), event(6), event(5)}, 6)) == Ids{5, 6});
  CHECK(ids(at.accept({event(4), event(5), event(6), event(7)}, 8)) == Ids{7});
  CHECK(at.accept({event(6), event(7)}, 8).empty());
}

TEST_CASE("the offset survives and never goes back") {
  const Place place;
  {
    Opened at(place.path());
    at.accept({event(5)}, 6);
    CHECK(at.accept({}, 40).empty());
    at.accept({}, 0);
  }
  Opened again(place.path());
  CHECK(again.bot.offset == 40);
  CHECK(again.accept({event(39), event(40)}, 41).size() == 1);
}

TEST_CASE("bots of one journal have events and offsets of their own") {
  const Place place;
  Opened at(place.path());
  at.accept({event(5)}, 6);
  const auto other = at.journal->bot("portal.example", "pizza", Secret("tok-other"), false);
  REQUIRE(other);
  CHECK(other->key != at.bot.key);
  CHECK(other->offset == 0);
  std::size_t got = 0;
  at.journal->accept(other->key, {event(5)}, 6, [&](const auto& runs) { got = runs.size(); });
  at.flush();
  CHECK(got == 1);
  CHECK(at.journal->unfinished(other->key)->size() == 1);
}

TEST_CASE("a finished run is forgotten and its number is not used again") {
  const Place place;
  journal::RunId last = 0;
  {
    Opened at(place.path());
    const auto runs = at.accept({event(1), event(2)}, 3);
    at.record(runs[1].id, "hash", step(0));
    at.finish(runs[0].id);
    at.finish(runs[1].id);
    CHECK(at.unfinished().empty());
    last = runs[1].id;
  }
  CHECK(sql(place.file("journal.db"), "SELECT count(*) FROM steps") == "0");
  Opened again(place.path());
  CHECK(again.accept({event(3)}, 4).at(0).id > last);
}

TEST_CASE("a replay finds the bundle and every step with what became of it") {
  const Place place;
  {
    Opened at(place.path());
    const auto run = at.accept({event(1)}, 2).at(0).id;
    at.record(run, "first", step(0, R"({"id":5})"));
    at.journal->record_step(
        run, "first", {.number = 1, .fingerprint = "deal", .ok = false, .value = "{}", .wall_ms = 9}, {});
    at.journal->begin_step(run, "first", 2, "answer", {});
    at.flush();
  }
  Opened again(place.path());
  const auto runs = again.unfinished();
  REQUIRE(runs.size() == 1);
  CHECK(runs[0].bundle == "first");
  REQUIRE(runs[0].steps.size() == 3);
  CHECK(runs[0].steps[0].value == R"({"id":5})");
  CHECK(runs[0].steps[0].wall_ms == 17);
  CHECK(runs[0].steps[0].ok);
  CHECK(runs[0].steps[1].finished);
  CHECK_FALSE(runs[0].steps[1].ok);
  CHECK(runs[0].steps[1].fingerprint == "deal");
  CHECK_FALSE(runs[0].steps[2].finished);
  CHECK(runs[0].steps[2].number == 2);
  CHECK(runs[0].steps[2].fingerprint == "answer");
}

TEST_CASE("a begun step is completed by its record and the first record stays") {
  const Place place;
  Opened at(place.path());
  const auto run = at.accept({event(1)}, 2).at(0).id;
  at.journal->begin_step(run, "b", 0, "send", {});
  at.record(run, "b", step(0, "1"));
  at.record(run, "b", step(0, "2"));
  at.journal->begin_step(run, "b", 0, "send", {});
  const auto runs = at.unfinished();
  REQUIRE(runs.at(0).steps.size() == 1);
  CHECK(runs[0].steps[0].finished);
  CHECK(runs[0].steps[0].value == "1");
}

TEST_CASE("a dead letter stays with its reason and is not run again") {
  const Place place;
  Opened at(place.path());
  const auto runs = at.accept({event(1), event(2)}, 1);
  at.record(runs[0].id, "b", step(0));
  at.journal->fail(runs[0].id, "main.lua:3: boom", {});
  at.flush();
  CHECK(ids(at.unfinished()) == Ids{2});
  CHECK(at.accept({event(1)}, 1).empty());
  at.finish(runs[0].id);
  const auto file = place.file("journal.db");
  CHECK(sql(file, "SELECT reason FROM runs WHERE status = 1") == "main.lua:3: boom");
  CHECK(sql(file, "SELECT count(*) FROM steps") == "1");
}

TEST_CASE("what comes late for a run that is done changes nothing") {
  const Place place;
  Opened at(place.path());
  const auto run = at.accept({event(1)}, 2).at(0).id;
  at.finish(run);
  at.record(run, "b", step(0));
  at.journal->begin_step(run, "b", 1, "x", {});
  at.finish(run);
  at.flush();
  CHECK(sql(place.file("journal.db"), "SELECT count(*) FROM steps") == "0");
}

TEST_CASE("an event of a megabyte and texts with zero bytes come back whole") {
  const Place place;
  Opened at(place.path());
  const std::string large = "\"" + std::string(1 << 20, 'x') + std::string("\0\xff", 2) + "\"";
  const auto run = at.accept({event(1, large)}, 2).at(0).id;
  at.record(run, "b", step(0, large));
  const auto kept = at.unfinished();
  CHECK(kept.at(0).event.data == large);
  CHECK(kept.at(0).steps.at(0).value == large);
}
