// What the journal carries: events through accept, through accept and finish, and through a whole run.
// bench_journal [DIR]: where the files go, a new directory below /tmp by default.
#include <chrono>
#include <cstdio>
#include <filesystem>
#include <memory>
#include <string>
#include <vector>

#include <sys/resource.h>
#include <unistd.h>

#include "api/base/system_loop.h"
#include "runtime/journal/journal.h"

using namespace luabot;
using journal::Journal;

namespace {

double processor_seconds() {
  rusage use{};
  getrusage(RUSAGE_SELF, &use);
  const auto seconds = [](timeval t) {
    return static_cast<double>(t.tv_sec) + static_cast<double>(t.tv_usec) / 1e6;
  };
  return seconds(use.ru_utime) + seconds(use.ru_stime);
}

enum class Until { accepted, finished, stepped, hurried };

/// One case: `total` events in pages, at most `ahead` pages waiting for their commit at a time.
struct Load {
  const char* name;
  Until until;
  std::int64_t total;
  std::int64_t page;
  int ahead;
  std::size_t bytes;
};

struct Bench {
  Load load;
  SystemLoop loop{};
  std::unique_ptr<Journal> journal{};
  journal::BotKey bot = 0;
  std::int64_t sent = 0;
  std::int64_t over = 0;
  std::string data{};

  void feed() {
    if (sent == load.total) return;
    std::vector<journal::Event> events;
    for (std::int64_t i = 0; i < load.page; ++i) {
      events.push_back({++sent, "ONIMBOTV2MESSAGEADD", "chat" + std::to_string(sent % 20), data});
    }
    journal->accept(bot, std::move(events), sent + 1, [this](const std::vector<journal::Run>& runs) {
      feed();
      for (const auto& run : runs) go_on(run.id);
    });
  }

  void go_on(journal::RunId run) {
    if (load.until == Until::accepted) return done();
    if (load.until == Until::finished) return journal->finish(run, [this] { done(); });
    const journal::Step step{0, "imbot.v2.Chat.Message.send 0123456789abcdef", true, true, R"({"id":12345})",
                             0};
    if (load.until == Until::stepped) {
      return journal->record_step(run, "bundle", step,
                                  [this, run] { journal->finish(run, [this] { done(); }); });
    }
    journal->record_step(run, "bundle", step, {});
    journal->finish(run, [this] { done(); });
  }

  void done() {
    if (++over == load.total) loop.stop();
  }
};

void measure(const Load& load, const std::string& directory) {
  std::filesystem::remove_all(directory);
  Bench bench{load};
  bench.data = R"({"text":")" + std::string(load.bytes, 'x') + R"("})";
  Journal::Options options;
  options.directory = directory;
  auto opened = Journal::open(bench.loop, std::move(options));
  if (!opened) {
    std::printf("%s\n", opened.error().text().c_str());
    return;
  }
  bench.journal = std::move(*opened);
  bench.bot = bench.journal->bot("portal", "bench", Secret("bench-token"), false)->key;

  const auto began = std::chrono::steady_clock::now();
  const double processor = processor_seconds();
  for (int i = 0; i < load.ahead; ++i) bench.feed();
  bench.loop.run();
  const std::chrono::duration<double> took = std::chrono::steady_clock::now() - began;
  const double used = processor_seconds() - processor;

  const auto stats = bench.journal->stats();
  const auto kib = [&](const char* name) { return std::filesystem::file_size(directory + name) / 1024; };
  const auto total = static_cast<double>(load.total);
  std::printf(
      "%-34s %8.0f events/s  %6.2f us processor/event  %6lu commits  longest %6.2f ms  db %lu KiB  wal %lu "
      "KiB\n",
      load.name, total / took.count(), used / total * 1e6, stats.commits,
      std::chrono::duration<double, std::milli>(stats.longest_commit).count(), kib("/journal.db"),
      kib("/journal.db-wal"));
  bench.journal.reset();
  std::filesystem::remove_all(directory);
}

}  // namespace

int main(int count, char** arguments) {
  const std::string directory = count > 1 ? arguments[1] : "/tmp/luabot-bench-" + std::to_string(getpid());
  for (const Load& load : {
           Load{"accept, pages of 100", Until::accepted, 300'000, 100, 4, 600},
           Load{"accept, pages of 1000", Until::accepted, 300'000, 1000, 2, 600},
           Load{"accept+finish, pages of 100", Until::finished, 300'000, 100, 4, 600},
           Load{"accept+finish, pages of 1000", Until::finished, 300'000, 1000, 2, 600},
           Load{"accept+step+finish, pages of 100", Until::stepped, 300'000, 100, 4, 600},
           Load{"accept+step+finish, pages of 1000", Until::stepped, 300'000, 1000, 2, 600},
           Load{"accept, step with finish, by 100", Until::hurried, 300'000, 100, 4, 600},
           Load{"accept+step+finish, one by one", Until::stepped, 5'000, 1, 1, 600},
       }) {
    measure(load, directory);
  }
}
