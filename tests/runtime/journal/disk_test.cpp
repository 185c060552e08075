// Disks that refuse, and files that go bad under the journal.
#include <csignal>
#include <filesystem>
#include <fstream>

#include <catch2/catch.hpp>
#include <sys/resource.h>

#include "tests/runtime/journal/fixture.h"

using namespace luabot;
using namespace luabot::test;
using Catch::Contains;

namespace {

std::vector<journal::Event> page(int from, int count) {
  std::vector<journal::Event> events;
  for (int i = from; i < from + count; ++i) events.push_back(event(i, std::string(2000, 'x')));
  return events;
}

/// Writes beyond this size fail in this process, as they do on a disk with a fault.
class SizeLimit {
 public:
  explicit SizeLimit(rlim_t bytes) : handler_(std::signal(SIGXFSZ, SIG_IGN)) {
    getrlimit(RLIMIT_FSIZE, &before_);
    const rlimit now{bytes, before_.rlim_max};
    setrlimit(RLIMIT_FSIZE, &now);
  }
  ~SizeLimit() {
    setrlimit(RLIMIT_FSIZE, &before_);
    (void)std::signal(SIGXFSZ, handler_);
  }
  SizeLimit(const SizeLimit&) = delete;
  SizeLimit& operator=(const SizeLimit&) = delete;

 private:
  void (*handler_)(int);
  rlimit before_{};
};

}  // namespace

TEST_CASE("a full disk stalls the journal and nothing is lost when there is room again") {
  const Place place;
  Opened at(place.path(), [](auto& options) { options.max_pages = 40; });
  std::vector<int> order;
  at.journal->accept(at.bot.key, page(1, 100), 101, [&](const auto& runs) {
    CHECK(runs.size() == 100);
    order.push_back(1);
  });
  REQUIRE(wait_until(at.loop, [&] { return !at.stalls.empty(); }));
  CHECK_THAT(at.stalls[0], Contains(place.file("journal.db")) && Contains("full"));
  at.journal->accept(at.bot.key, page(101, 1), 102, [&](const auto&) { order.push_back(2); });

  const auto refused = at.journal->unfinished(at.bot.key);
  REQUIRE_FALSE(refused);
  CHECK_THAT(refused.error().text(), Contains("full"));
  CHECK(order.empty());
  CHECK(at.stalls.size() == 1);

  at.journal->bound_pages(0);
  REQUIRE(wait_until(at.loop, [&] { return order.size() == 2; }));
  CHECK(order == std::vector<int>{1, 2});
  CHECK(at.stalls.size() == 2);
  CHECK(at.stalls.back().empty());
  CHECK(at.unfinished().size() == 101);
  CHECK(at.journal->stats().mistakes == 0);
}

TEST_CASE("a disk that fails to write stalls the journal until it does") {
  const Place place;
  Opened at(place.path());
  at.accept(page(1, 1), 2);
  bool done = false;
  {
    const SizeLimit limit(std::filesystem::file_size(place.file("journal.db-wal")));
    at.journal->accept(at.bot.key, page(2, 50), 52, [&](const auto&) { done = true; });
    REQUIRE(wait_until(at.loop, [&] { return !at.stalls.empty(); }));
    CHECK_THAT(at.stalls[0], Contains(place.file("journal.db")) && Contains("I/O"));
    CHECK_FALSE(done);
  }
  REQUIRE(wait_until(at.loop, [&] { return done; }));
  CHECK(at.stalls.back().empty());
  CHECK(at.unfinished().size() == 51);
}

TEST_CASE("closing while the disk is full does not hang and keeps what was committed") {
  const Place place;
  {
    Opened at(place.path());
    at.accept(page(1, 5), 6);
    at.journal->bound_pages(1);
    at.journal->accept(at.bot.key, page(6, 100), 106, [](const auto&) { FAIL("was not committed"); });
    REQUIRE(wait_until(at.loop, [&] { return !at.stalls.empty(); }));
    const auto began = std::chrono::steady_clock::now();
    at.journal.reset();
    CHECK(std::chrono::steady_clock::now() - began < std::chrono::seconds(4));
    at.loop.settle();
  }
  Opened again(place.path());
  CHECK(again.bot.offset == 6);
  CHECK(again.unfinished().size() == 5);
}

TEST_CASE("damage found while running stops the journal for good") {
  const Place place;
  const auto file = place.file("journal.db");
  { Opened(place.path()).accept(page(1, 4000), 4001); }
  Opened at(place.path());
  {
    // More than the page cache holds, all but the schema's first pages.
    std::fstream bytes(file, std::ios::in | std::ios::out | std::ios::binary);
    const auto size = static_cast<std::size_t>(std::filesystem::file_size(file));
    REQUIRE(size > 8U << 20U);
    bytes.seekp(1 << 18);
    bytes << std::string(size - (1U << 18U), '\xa5');
  }
  const auto refused = at.journal->unfinished(at.bot.key);
  REQUIRE_FALSE(refused);
  CHECK(refused.error().code == "JOURNAL_DAMAGED");
  REQUIRE(wait_until(at.loop, [&] { return !at.stalls.empty(); }));
  CHECK_THAT(at.stalls[0], Contains(file) && Contains("damaged") && Contains("Restore"));
  bool called = false;
  at.journal->accept(at.bot.key, {}, 5000, [&](const auto&) { called = true; });
  CHECK_FALSE(at.journal->bundle("any"));
  at.loop.settle();
  CHECK_FALSE(called);
  CHECK(at.stalls.size() == 1);
}

TEST_CASE("a journal that is deleted while in use is noticed") {
  const Place place;
  Opened at(place.path());
  at.accept(page(1, 1), 2);
  const auto file = place.file("journal.db");
  std::filesystem::rename(file, file + ".aside");
  bool done = false;
  at.journal->accept(at.bot.key, page(2, 1), 3, [&](const auto&) { done = true; });
  REQUIRE(wait_until(at.loop, [&] { return !at.stalls.empty(); }));
  CHECK_THAT(at.stalls[0], Contains(file) && Contains("moved or deleted"));
  CHECK_FALSE(done);
  std::filesystem::rename(file + ".aside", file);
  REQUIRE(wait_until(at.loop, [&] { return done; }));
}

TEST_CASE("the log file does not grow without bound") {
  const Place place;
  Opened at(place.path());
  for (int i = 0; i < 40; ++i) {
    const auto runs = at.accept(page(1 + i * 500, 500), 1 + (i + 1) * 500);
    for (const auto& run : runs) at.journal->finish(run.id, {});
  }
  at.flush();
  CHECK(std::filesystem::file_size(place.file("journal.db-wal")) < 16U << 20U);
  CHECK(std::filesystem::file_size(place.file("journal.db")) < 8U << 20U);
}
