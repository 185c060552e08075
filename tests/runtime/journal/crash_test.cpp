// A host that is killed in the middle of writing.
#include <array>
#include <csignal>
#include <map>
#include <set>

#include <catch2/catch.hpp>
#include <sys/wait.h>
#include <unistd.h>

#include "tests/runtime/journal/fixture.h"

using namespace luabot;
using namespace luabot::test;

namespace {

/// What the host says it was called back about.
struct Report {
  enum Kind : std::int64_t { accepted, stepped, finished, changed } kind;
  std::int64_t event;
};

/// The host that will be killed: accepts pages of ten without end, makes a step of each run, sets the store
/// to the event's number in a second one, and finishes each third run.
class Victim {
 public:
  Victim(const std::string& directory, int out) : at_(directory), out_(out) {}

  [[noreturn]] void live() {
    for (int i = 0; i < 3; ++i) next_page();
    for (;;) wait_until(at_.loop, [] { return false; });
  }

 private:
  void next_page() {
    std::vector<journal::Event> events;
    events.reserve(10);
    for (int i = 0; i < 10; ++i) events.push_back(event(++last_));
    at_.journal->accept(at_.bot.key, std::move(events), last_ + 1,
                        [this](const std::vector<journal::Run>& runs) {
                          for (const auto& run : runs) go_on(run.id, run.event.event_id);
                          next_page();
                        });
  }

  void go_on(journal::RunId run, std::int64_t id) {
    tell(Report::accepted, id);
    at_.journal->record_step(run, "b", step(0), [=, this] { tell(Report::stepped, id); });
    at_.journal->change_store(
        at_.bot.key, run, "b", step(1), {journal::StoreChange::Kind::set, std::to_string(id), "1"},
        [](bool) { return "true"; }, [=, this](const auto&) { tell(Report::changed, id); });
    if (id % 3 == 0) at_.journal->finish(run, [=, this] { tell(Report::finished, id); });
  }

  void tell(Report::Kind kind, std::int64_t id) const {
    const Report report{kind, id};
    if (write(out_, &report, sizeof report) != sizeof report) _exit(1);
  }

  Opened at_;
  int out_;
  std::int64_t last_ = 0;
};

/// Everything that a victim was called back about before it was killed, some time after the given count.
std::vector<Report> kill_after(std::size_t count, const std::string& directory) {
  std::array<int, 2> ends{};
  REQUIRE(pipe(ends.data()) == 0);
  const pid_t child = fork();
  if (child == 0) {
    close(ends[0]);
    Victim(directory, ends[1]).live();
  }
  close(ends[1]);
  std::vector<Report> all;
  Report report{};
  while (read(ends[0], &report, sizeof report) == sizeof report) {
    all.push_back(report);
    if (all.size() == count) kill(child, SIGKILL);
  }
  close(ends[0]);
  waitpid(child, nullptr, 0);
  return all;
}

}  // namespace

TEST_CASE("what was called back is there after a kill") {
  for (const std::size_t count : {1U, 57U, 400U, 3000U}) {
    CAPTURE(count);
    const Place place;
    const auto reports = kill_after(count, place.path());
    REQUIRE(reports.size() >= count);

    Opened again(place.path());
    std::map<std::int64_t, journal::Run> kept;
    for (auto& run : again.unfinished()) kept.emplace(run.event.event_id, std::move(run));
    std::int64_t last = 0;
    std::set<std::int64_t> wanted_in_store;
    for (const auto& [kind, id] : reports) {
      CAPTURE(kind, id);
      if (kind == Report::accepted) {
        last = std::max(last, id);
        if (id % 3 != 0) CHECK(kept.contains(id));
      }
      if (kind == Report::stepped && id % 3 != 0) CHECK(kept.at(id).steps.at(0).finished);
      if (kind == Report::changed) {
        wanted_in_store.insert(id);
        if (id % 3 != 0) CHECK(kept.at(id).steps.size() == 2);
      }
      if (kind == Report::finished) CHECK_FALSE(kept.contains(id));
    }
    CHECK(again.bot.offset > last);

    std::size_t found = 0;
    for (const auto id : wanted_in_store) {
      again.journal->read_store(again.bot.key, std::to_string(id),
                                [&](const auto& value) { found += value.has_value() ? 1 : 0; });
    }
    again.flush();
    CHECK(found == wanted_in_store.size());
    // A change and its step are both there or both not.
    for (const auto& [id, run] : kept) {
      again.journal->read_store(again.bot.key, std::to_string(id), [&run = run](const auto& value) {
        CHECK(value.has_value() == (run.steps.size() == 2));
      });
    }
    again.flush();
    // The portal offers again what was not confirmed.
    CHECK(again.accept({event(last)}, 0).empty());
  }
}
