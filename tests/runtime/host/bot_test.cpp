#include <fstream>

#include <catch2/catch.hpp>
#include <nlohmann/json.hpp>

#include "runtime/wire/frame.h"
#include "tests/runtime/host/stage.h"

using namespace luabot;
using namespace luabot::test;

namespace {
constexpr const char* unfinished = "SELECT count(*) FROM runs WHERE status = 0";
constexpr const char* dead = "SELECT count(*) FROM runs WHERE status = 1";
constexpr const char* why = "SELECT reason FROM runs WHERE status = 1";

/// Waits until a worker has taken over from one that died: runs go on before this event is failed.
void replayed(Stage& stage) {
  stage.event(1000, "z", {Json{{"fail", "on purpose"}}});
  REQUIRE(stage.until([&] { return stage.sql(dead) == "2"; }));
}

std::string name(int number) {
  return "n" + std::to_string(number);
}
}  // namespace

TEST_CASE("events are handled and forgotten") {
  Stage stage;
  for (int i = 1; i <= 20; ++i) stage.event(i, "chat" + std::to_string(i % 3), {note(name(i))});
  stage.start();
  REQUIRE(stage.until_idle());
  for (int i = 1; i <= 20; ++i) CHECK(stage.notes(name(i)) == 1);
  stage.end();
  CHECK(stage.sql("SELECT count(*) FROM runs") == "0");
  CHECK(stage.sql("SELECT count(*) FROM steps") == "0");
}

TEST_CASE("a run that fails is a dead letter and its dialog goes on") {
  Stage stage;
  stage.event(1, "a", {Json{{"fail", "main.lua:3: oops"}}});
  stage.event(2, "a", {note("after")});
  stage.start();
  REQUIRE(stage.until_idle());
  CHECK(stage.notes("after") == 1);
  stage.end();
  CHECK_THAT(stage.sql(why), Catch::Contains("main.lua:3: oops") && Catch::Contains("event 1"));
}

TEST_CASE("only the run that kills its worker is given up") {
  Stage stage;
  for (int i = 1; i <= 30; ++i) {
    const std::string dialog = "chat" + std::to_string(i);
    if (i == 10)
      stage.event(i, dialog, {crash()});
    else
      stage.event(i, dialog, {note(name(i)), note("end")});
  }
  stage.start();
  REQUIRE(stage.until_idle());
  for (int i = 1; i <= 30; ++i) CHECK(stage.notes(name(i)) == (i == 10 ? 0 : 1));
  CHECK(stage.notes("end") == 29);
  stage.end();
  CHECK(stage.sql(dead) == "1");
  CHECK(stage.sql("SELECT event_id FROM runs") == "10");
  CHECK_THAT(stage.sql(why), Catch::Contains("the worker died 3 times") && Catch::Contains("status 3"));
}

TEST_CASE("two runs that kill their worker are both found") {
  Stage stage;
  for (int i = 1; i <= 10; ++i) {
    const std::string dialog = "chat" + std::to_string(i);
    stage.event(i, dialog, i % 5 == 0 ? std::vector{crash()} : std::vector{note(name(i))});
  }
  stage.start();
  REQUIRE(stage.until_idle());
  for (int i = 1; i <= 10; ++i) CHECK(stage.notes(name(i)) == (i % 5 == 0 ? 0 : 1));
  stage.end();
  CHECK(stage.sql(dead) == "2");
}

TEST_CASE("a call that is under way when the worker dies is not made again") {
  Stage stage;
  stage.answering = false;
  // The mistake is answered and not recorded, so its replay meets the call under way.
  stage.event(1, "a", {mistake(), note("slow"), note("after")});
  stage.start();
  REQUIRE(stage.until([&] { return stage.notes("slow") == 1; }));
  stage.event(2, "b", {crash()});
  REQUIRE(stage.until([&] { return stage.sql(dead) == "1"; }));
  replayed(stage);
  stage.answering = true;
  REQUIRE(stage.until_idle());
  CHECK(stage.notes("slow") == 1);
  CHECK(stage.notes("after") == 1);
  stage.end();
  CHECK(stage.sql(dead) == "2");
}

TEST_CASE("a replay is told how many steps were made before") {
  Stage stage;
  stage.event(1, "a", {Json{{"recorded_in", {0, 2}}}, mistake(), note("one"), note("two")});
  stage.start();
  REQUIRE(stage.until([&] { return stage.notes("one") == 1; }));
  stage.answering = false;
  REQUIRE(stage.until([&] { return stage.notes("two") == 1; }));
  stage.event(2, "b", {crash()});
  REQUIRE(stage.until([&] { return stage.sql(dead) == "1"; }));
  replayed(stage);
  stage.answering = true;
  REQUIRE(stage.until_idle());
  CHECK(stage.notes("two") == 1);
  stage.end();
  CHECK(stage.sql(dead) == "2");
}

TEST_CASE("a worker that says twice that it is ready does no harm") {
  Stage stage;
  stage.event(1, "a", {Json{{"ready", true}}, note("one")});
  stage.start();
  REQUIRE(stage.until_idle());
  CHECK(stage.notes("one") == 1);
  stage.end();
  CHECK(stage.sql(dead) == "0");
}

TEST_CASE("a worker cannot speak for a run that waits for its turn") {
  Stage stage;
  stage.event(1, "a", {Json{{"call_for", 1}}, Json{{"done_for", 1}}, note("one")});
  stage.event(2, "a", {note("two")});
  stage.start();
  REQUIRE(stage.until_idle());
  CHECK(stage.foreign == 0);
  CHECK(stage.notes("one") == 1);
  CHECK(stage.notes("two") == 1);
}

TEST_CASE("a run that ends twice or that nobody knows does no harm") {
  Stage stage;
  stage.event(1, "a", {Json{{"done_for", 0}}, Json{{"done_for", 1000}}, Json{{"call_for", 1000}}});
  stage.event(2, "a", {note("two")});
  stage.start();
  REQUIRE(stage.until_idle());
  CHECK(stage.notes("two") == 1);
  stage.end();
  CHECK(stage.sql("SELECT count(*) FROM runs") == "0");
}

TEST_CASE("runs go on after a restart with the scripts that they began with") {
  Stage stage;
  stage.event(1, "a", {note("one"), note("two")});
  stage.start();
  REQUIRE(stage.until([&] { return stage.notes("one") == 1; }));
  stage.answering = false;
  REQUIRE(stage.until([&] { return stage.notes("two") == 1; }));
  stage.end();
  CHECK(stage.sql(unfinished) == "1");

  stage.answering = true;
  stage.start({{"type", "openline"}});
  REQUIRE(stage.until_idle());
  CHECK(stage.notes("one") == 1);
  CHECK(stage.notes("two") == 1);  // begun and not known to have ended: not made again
  stage.end();
  CHECK(stage.sql("SELECT count(*) FROM runs") == "0");
}

TEST_CASE("a run outlives the death of the worker that loads its old scripts") {
  Stage stage;
  stage.event(1, "a", {note("one"), note("two"), note("three")});
  stage.start({{"die_if", stage.file("die")}});
  REQUIRE(stage.until([&] { return stage.notes("one") == 1; }));
  stage.answering = false;
  REQUIRE(stage.until([&] { return stage.notes("two") == 1; }));
  stage.end();

  const std::ofstream made(stage.file("die"));
  stage.answering = true;
  stage.start();
  REQUIRE(stage.until_idle());
  CHECK(stage.notes("three") == 1);
  stage.end();
  CHECK(stage.sql("SELECT count(*) FROM runs") == "0");
}

TEST_CASE("a run whose old scripts do not load is a dead letter") {
  Stage stage;
  stage.event(1, "a", {note("one"), note("two")});
  stage.start({{"fail_if", stage.file("fail")}});
  REQUIRE(stage.until([&] { return stage.notes("one") == 1; }));
  stage.answering = false;
  REQUIRE(stage.until([&] { return stage.notes("two") == 1; }));
  stage.end();

  const std::ofstream made(stage.file("fail"));
  stage.start();
  REQUIRE(stage.until_idle());
  CHECK(stage.failures.empty());
  stage.end();
  CHECK_THAT(stage.sql(why), Catch::Contains("main.lua:1: told to fail"));
}

TEST_CASE("scripts that do not load or whose worker dies are a failure of the bot") {
  for (const char* how : {"die_if", "fail_if"}) {
    Stage stage;
    const std::ofstream made(stage.file("flag"));
    stage.start({{how, stage.file("flag")}});
    REQUIRE(stage.until([&] { return !stage.failures.empty(); }));
    stage.a_while();
    CHECK(stage.failures.size() == 1);
  }
}

TEST_CASE("a definition of the wrong shape is a failure of the bot") {
  Stage stage;
  stage.start({{"type", 7}});
  REQUIRE(stage.until([&] { return !stage.failures.empty(); }));
  CHECK_THAT(stage.failures[0], Catch::Contains("BAD_DEFINITION"));
}

TEST_CASE("an event that no frame to the worker can hold is a dead letter") {
  Stage stage;
  stage.event(1, "a", {note(std::string(wire::max_frame, 'x'))});
  stage.event(2, "a", {note("two")});
  stage.start();
  REQUIRE(stage.until_idle());
  CHECK(stage.notes("two") == 1);
  stage.end();
  CHECK_THAT(stage.sql(why), Catch::Contains("too large"));
}

TEST_CASE("a stop waits for what is under way and starts nothing more") {
  Stage stage;
  stage.answering = false;
  stage.event(1, "a", {note("one")});
  stage.event(2, "a", {note("two")});
  stage.start();
  REQUIRE(stage.until([&] { return stage.notes("one") == 1; }));
  int stopped = 0;
  stage.bot->stop([&] { ++stopped; });
  stage.a_while();
  CHECK(stopped == 0);
  stage.answering = true;
  REQUIRE(stage.until([&] { return stopped == 1; }));
  stage.a_while();
  CHECK(stopped == 1);
  CHECK(stage.notes("two") == 0);
  stage.end();
  CHECK(stage.sql(unfinished) == "1");
  stage.start();
  REQUIRE(stage.until_idle());
  CHECK(stage.notes("two") == 1);
}

TEST_CASE("a bot that was stopped before it was registered does not begin to poll") {
  Stage stage;
  stage.registering = false;
  stage.event(1, "a", {note("one")});
  stage.start();
  stage.a_while();
  int stopped = 0;
  stage.bot->stop([&] { ++stopped; });
  CHECK(stopped == 1);
  stage.registering = true;
  stage.a_while();
  CHECK(stage.polls == 0);
  CHECK_FALSE(stage.ready);
}

TEST_CASE("a bot may go while everything is under way") {
  Stage stage;
  stage.answering = false;
  for (int i = 1; i <= 20; ++i) stage.event(i, "chat" + std::to_string(i), {note("one")});
  stage.start();
  REQUIRE(stage.until([&] { return stage.notes("one") > 0; }));
  stage.end();
  CHECK(stage.sql(unfinished) == "20");
}
