#include "tests/runtime/journal/fixture.h"

#include <chrono>
#include <stdexcept>
#include <thread>

#include <catch2/catch.hpp>
#include <sqlite3.h>

namespace luabot::test {

using journal::Journal;

bool wait_until(SimLoop& loop, const std::function<bool()>& holds) {
  const auto deadline = std::chrono::steady_clock::now() + std::chrono::seconds(30);
  for (;;) {
    loop.settle();
    if (holds()) return true;
    if (std::chrono::steady_clock::now() > deadline) return false;
    std::this_thread::sleep_for(std::chrono::microseconds(200));
  }
}

Opened::Opened(const std::string& directory, const std::function<void(Journal::Options&)>& adjust) {
  Journal::Options options;
  options.directory = directory;
  options.stalled = [this](const std::string& reason) { stalls.push_back(reason); };
  if (adjust) adjust(options);
  auto opened = Journal::open(loop, std::move(options));
  if (!opened) throw std::runtime_error(opened.error().text());
  journal = std::move(*opened);
  auto found = journal->bot("portal.example", "echo", Secret("tok-27182818"), false);
  if (!found) throw std::runtime_error(found.error().text());
  bot = *found;
}

std::vector<journal::Run> Opened::accept(std::vector<journal::Event> events, std::int64_t next_offset) {
  std::optional<std::vector<journal::Run>> got;
  journal->accept(bot.key, std::move(events), next_offset,
                  [&](std::vector<journal::Run> runs) { got = std::move(runs); });
  REQUIRE(wait_until(loop, [&] { return got.has_value(); }));
  return std::move(*got);
}

void Opened::record(journal::RunId run, const std::string& bundle, const journal::Step& what) {
  bool done = false;
  journal->record_step(run, bundle, what, [&] { done = true; });
  REQUIRE(wait_until(loop, [&] { return done; }));
}

void Opened::finish(journal::RunId run) {
  bool done = false;
  journal->finish(run, [&] { done = true; });
  REQUIRE(wait_until(loop, [&] { return done; }));
}

void Opened::flush() {
  bool done = false;
  journal->read_store(bot.key, "", [&](const auto&) { done = true; });
  REQUIRE(wait_until(loop, [&] { return done; }));
}

std::vector<journal::Run> Opened::unfinished() const {
  auto runs = journal->unfinished(bot.key);
  REQUIRE(runs);
  return std::move(*runs);
}

journal::Event event(std::int64_t id, std::string data) {
  return {.event_id = id, .type = "ONIMBOTV2MESSAGEADD", .dialog = "chat5", .data = std::move(data)};
}

journal::Step step(std::uint32_t number, std::string value) {
  return {.number = number,
          .fingerprint = "send",
          .finished = true,
          .ok = true,
          .value = std::move(value),
          .wall_ms = 17};
}

std::string sql(const std::string& file, const std::string& text) {
  sqlite3* handle = nullptr;
  std::string first;
  const auto take = [](void* to, int, char** values, char**) {
    if (values[0] != nullptr && static_cast<std::string*>(to)->empty())
      *static_cast<std::string*>(to) = values[0];
    return 0;
  };
  const bool good = sqlite3_open(file.c_str(), &handle) == SQLITE_OK &&
                    sqlite3_exec(handle, text.c_str(), take, &first, nullptr) == SQLITE_OK;
  const std::string error = good ? "" : sqlite3_errmsg(handle);
  sqlite3_close(handle);
  if (!good) throw std::runtime_error(error);
  return first;
}

std::string open_error(const std::string& directory) {
  SimLoop loop;
  Journal::Options options;
  options.directory = directory;
  const auto opened = Journal::open(loop, std::move(options));
  return opened ? "" : opened.error().text();
}

}  // namespace luabot::test
