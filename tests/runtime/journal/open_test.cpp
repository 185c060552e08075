// What open() makes, finds and refuses.
#include <filesystem>
#include <fstream>
#include <thread>

#include <catch2/catch.hpp>
#include <spawn.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

#include "tests/runtime/journal/fixture.h"

using namespace luabot;
using namespace luabot::test;
using Catch::Contains;

namespace {

unsigned mode(const std::string& file) {
  struct stat facts {};
  return stat(file.c_str(), &facts) == 0 ? facts.st_mode & 0777U : 0;
}

void write(const std::string& file, const std::string& content) {
  std::ofstream(file, std::ios::binary) << content;
}

std::string content(const std::string& file) {
  std::ifstream in(file, std::ios::binary);
  return {std::istreambuf_iterator<char>(in), {}};
}

}  // namespace

TEST_CASE("a bot is made once and keeps its token until it is replaced") {
  const Place place;
  std::string identity;
  {
    Opened at(place.path());
    identity = at.journal->identity();
    CHECK(identity.size() == 36);
    CHECK(at.bot.bot_id == 0);
    CHECK(at.bot.token.reveal() == "tok-27182818");
    at.journal->set_bot_id(at.bot.key, 456, {});
    at.flush();
    CHECK(at.journal->bot("portal.example", "echo", Secret("tok-new"), false)->token.reveal() ==
          "tok-27182818");
    CHECK(at.journal->bot("portal.example", "echo", Secret("tok-new"), true)->token.reveal() == "tok-new");
    CHECK(at.journal->bot("portal.example", "echo", Secret(), true)->token.reveal() == "tok-new");
  }
  Opened again(place.path());
  CHECK(again.journal->identity() == identity);
  CHECK(again.bot.bot_id == 456);
  CHECK(again.bot.token.reveal() == "tok-new");
}

TEST_CASE("a bot keeps two tokens until it is known which of them the portal has") {
  const Place place;
  {
    Opened at(place.path());
    REQUIRE(at.journal->plan_token(at.bot.key, Secret("tok-next")));
  }
  {
    Opened at(place.path());
    CHECK(at.bot.token.reveal() == "tok-27182818");
    CHECK(at.bot.next_token.reveal() == "tok-next");
    const auto bots = at.journal->bots();
    REQUIRE(bots);
    REQUIRE(bots->size() == 1);
    CHECK(bots->front().portal == "portal.example");
    CHECK(bots->front().code == "echo");
    CHECK(bots->front().bot.next_token.reveal() == "tok-next");
    REQUIRE(at.journal->settle_token(at.bot.key, Secret("tok-next")));
  }
  const Opened at(place.path());
  CHECK(at.bot.token.reveal() == "tok-next");
  CHECK(at.bot.next_token.empty());
}

TEST_CASE("a journal of version 1 is brought up to date and keeps what it holds") {
  const Place place;
  const std::string file = place.file("journal.db");
  {
    Opened at(place.path());
    at.accept({event(1)}, 2);
  }
  sql(file, "ALTER TABLE bots DROP COLUMN next_token; PRAGMA user_version = 1");
  {
    Opened at(place.path());
    CHECK(at.bot.token.reveal() == "tok-27182818");
    CHECK(at.bot.next_token.empty());
    CHECK(at.bot.offset == 2);
    CHECK(at.unfinished().size() == 1);
    CHECK(at.journal->plan_token(at.bot.key, Secret("tok-next")));
  }
  CHECK(sql(file, "PRAGMA user_version") == "2");
}

TEST_CASE("only the owner may read what the journal keeps") {
  const Place place;
  const std::string directory = place.file("some/data");
  const auto before = umask(0);
  {
    Opened at(directory);
    at.accept({event(1)}, 2);
    CHECK(mode(directory) == 0700);
    for (const char* name : {"journal.db", "journal.db-wal", "journal.db-shm", "lock"}) {
      CAPTURE(name);
      CHECK(mode(directory + "/" + name) == 0600);
    }
  }
  chmod((directory + "/journal.db").c_str(), 0644);
  { const Opened again(directory); }
  CHECK(mode(directory + "/journal.db") == 0600);
  umask(before);
}

TEST_CASE("a second host is refused and told who holds the directory") {
  const Place place;
  {
    const Opened at(place.path());
    const auto error = open_error(place.path());
    CHECK_THAT(error, Contains(place.path()) && Contains("pid " + std::to_string(getpid()) + " on ") &&
                          Contains(" since 2025-06-15T16:06:40Z") && Contains("JOURNAL_LOCKED"));
  }
  CHECK(open_error(place.path()).empty());
}

TEST_CASE("a program that the host started does not hold the directory") {
  const Place place;
  pid_t child = 0;
  {
    const Opened at(place.path());
    char name[] = "sleep";
    char seconds[] = "1000";
    char* arguments[] = {name, seconds, nullptr};
    REQUIRE(posix_spawn(&child, "/bin/sleep", nullptr, nullptr, arguments, environ) == 0);
  }
  CHECK(open_error(place.path()).empty());
  kill(child, SIGKILL);
  waitpid(child, nullptr, 0);
}

TEST_CASE("a file that is not a journal is refused and left as it is") {
  const Place place;
  const auto file = place.file("journal.db");
  std::string text;
  SECTION("text") {
    text = "Dear diary\n" + std::string(9000, 'x');
  }
  SECTION("nothing") {}
  write(file, text);
  CHECK_THAT(open_error(place.path()), Contains(file) && Contains("JOURNAL_DAMAGED") && Contains("Restore"));
  CHECK(content(file) == text);
}

TEST_CASE("the database of another program is refused") {
  const Place place;
  const auto file = place.file("journal.db");
  sql(file, "CREATE TABLE t(x); INSERT INTO t VALUES(42)");
  CHECK_THAT(open_error(place.path()), Contains(file) && Contains("not a journal"));
  CHECK(sql(file, "SELECT x FROM t") == "42");
}

TEST_CASE("a journal of a newer version is refused") {
  const Place place;
  const auto file = place.file("journal.db");
  { const Opened at(place.path()); }
  sql(file, "PRAGMA user_version = 7");
  CHECK_THAT(open_error(place.path()), Contains(file) && Contains("version 7") && Contains("JOURNAL_NEWER"));
}

TEST_CASE("a journal with overwritten pages is refused") {
  const Place place;
  const auto file = place.file("journal.db");
  {
    Opened at(place.path());
    std::vector<journal::Event> events;
    for (int i = 1; i <= 500; ++i) events.push_back(event(i, std::string(800, 'x')));
    at.accept(std::move(events), 501);
  }
  auto bytes = content(file);
  REQUIRE(bytes.size() > 400'000);
  bytes.replace(bytes.size() / 2 / 4096 * 4096, 8192, std::string(8192, '\xa5'));
  write(file, bytes);
  CHECK_THAT(open_error(place.path()), Contains(file) && Contains("damaged") && Contains("Restore"));
  CHECK(content(file) == bytes);

  bytes.resize(bytes.size() / 2);
  write(file, bytes);
  CHECK_THAT(open_error(place.path()), Contains(file) && Contains("damaged"));
}

TEST_CASE("a journal whose file is gone but whose log is not is refused") {
  const Place place;
  { const Opened at(place.path()); }
  write(place.file("journal.db-wal"), std::string(100, 'x'));
  REQUIRE(std::filesystem::remove(place.file("journal.db")));
  CHECK_THAT(open_error(place.path()), Contains("journal.db-wal"));
  CHECK_FALSE(std::filesystem::exists(place.file("journal.db")));
}

TEST_CASE("a creation that was cut off is begun again") {
  const Place place;
  write(place.file("journal.db.new"), "half");
  write(place.file("journal.db.new-journal"), "half");
  CHECK(open_error(place.path()).empty());
  CHECK_FALSE(std::filesystem::exists(place.file("journal.db.new")));
}

TEST_CASE("a directory that cannot be made is named") {
  const Place place;
  write(place.file("plain"), "x");
  CHECK_THAT(open_error(place.file("plain")), Contains(place.file("plain")));
  CHECK_THAT(open_error(place.file("plain/below")), Contains(place.file("plain")));
}

TEST_CASE("bundles stay while a run needs them or while they are the newest") {
  const Place place;
  {
    Opened at(place.path());
    for (const char* hash : {"needed", "buried", "old", "newest"}) {
      at.journal->save_bundle(hash, std::string("files of ") + hash, {});
    }
    const auto runs = at.accept({event(1), event(2)}, 3);
    at.record(runs[0].id, "needed", step(0));
    at.record(runs[1].id, "buried", step(0));
    at.journal->fail(runs[1].id, "boom", {});
    CHECK(*at.journal->bundle("old") == "files of old");
  }
  {
    const Opened again(place.path());
    CHECK(*again.journal->bundle("needed") == "files of needed");
    CHECK(*again.journal->bundle("newest") == "files of newest");
    CHECK_FALSE(again.journal->bundle("old"));
    CHECK_THAT(again.journal->bundle("buried").error().text(), Contains("buried"));
  }
}
