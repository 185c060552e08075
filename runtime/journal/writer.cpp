#include "runtime/journal/writer.h"

#include <algorithm>
#include <atomic>
#include <chrono>
#include <condition_variable>
#include <mutex>
#include <new>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include <pthread.h>

#include "api/base/log.h"
#include "runtime/journal/schema.h"

namespace luabot::journal {

namespace {

using Group = std::vector<std::unique_ptr<Operation>>;
using Clock = std::chrono::steady_clock;

constexpr auto retry_after = std::chrono::seconds(1);
// How long patient operations wait for company: each commit costs a flush of the disk, and the end of a run
// is usually followed by the next page of events.
constexpr auto linger = std::chrono::milliseconds(20);

}  // namespace

struct Writer::Core {
  Core(Loop& on, Directory held, std::unique_ptr<Database> opened, Journal::Options with)
      : loop(on),
        directory(std::move(held)),
        database(std::move(opened)),
        statements(*database),
        options(std::move(with)),
        pages(options.max_pages) {}

  void serve();
  bool attempt();
  Error try_group(std::size_t& at);
  void drop_mistake(std::size_t at, const Error& error);
  void stall(const Error& error);
  void deliver();
  void tell(std::string reason);
  void post(Loop::Task task);

  Loop& loop;
  Directory directory;
  std::unique_ptr<Database> database;
  Statements statements;
  const Journal::Options options;
  /// Read and written on the loop alone: whether callbacks may still come.
  const std::shared_ptr<bool> alive = std::make_shared<bool>(true);
  std::atomic<std::int64_t> pages;

  std::mutex mutex;
  std::condition_variable wake;  ///< for the thread
  std::condition_variable done;  ///< for the destructor
  Group queue;
  bool urgent = false;    ///< somebody is blocked until the next attempt
  bool pressing = false;  ///< something queued is not patient
  bool stopping = false;
  bool stopped = false;
  bool abandoned = false;  ///< the loop may be gone
  Journal::Stats stats;

  // The thread's own.
  Group group;
  std::optional<Error> trouble;  ///< why nothing is committed
};

void Writer::Core::serve() {
  pthread_setname_np(pthread_self(), "journal");
  for (;;) {
    bool last = false;
    {
      std::unique_lock lock(mutex);
      if (group.empty()) {
        wake.wait(lock, [this] { return stopping || !queue.empty(); });
        wake.wait_for(lock, linger, [this] { return stopping || pressing; });
      } else {
        wake.wait_for(lock, retry_after, [this] { return stopping || urgent; });
      }
      urgent = false;
      pressing = false;
      last = stopping;
      if (group.empty()) {
        group.swap(queue);
      } else {
        for (auto& operation : queue) group.push_back(std::move(operation));
        queue.clear();
      }
    }
    if (!group.empty() && attempt()) deliver();
    if (last) break;
  }
  const std::lock_guard lock(mutex);
  stopped = true;
  done.notify_all();
}

/// One transaction with all of the group; `at` is the operation that failed, or the group's size.
Error Writer::Core::try_group(std::size_t& at) {
  at = group.size();
  try {
    if (database->moved()) {
      return {.code = "JOURNAL_DISK",
              .what = "the journal has been moved or deleted while in use",
              .where = database->file(),
              .hint = "Put it back, or stop luabot."};
    }
    if (const auto wanted = pages.exchange(-1); wanted >= 0) journal::bound_pages(*database, wanted);
    statements.begin.run();
    for (at = 0; at < group.size(); ++at) group[at]->apply(statements);
    statements.commit.run();
    return {};
  } catch (const DatabaseError& error) {
    return error.error(database->file());
  } catch (const std::bad_alloc&) {
    at = group.size();
    return {.code = "JOURNAL_DISK", .what = "out of memory", .where = database->file()};
  } catch (const std::exception& error) {
    return DatabaseError::mistake(error.what()).error(database->file());
  }
}

/// Whether the group is committed.
bool Writer::Core::attempt() {
  for (;;) {
    if (trouble && trouble->code == "JOURNAL_DAMAGED") {
      stall(*trouble);
      return false;
    }
    const auto began = Clock::now();
    const auto rows = database->rows_written();
    std::size_t at = 0;
    const Error error = try_group(at);
    if (error.code.empty()) {
      const std::lock_guard lock(mutex);
      ++stats.commits;
      stats.operations += group.size();
      stats.rows += static_cast<std::uint64_t>(database->rows_written() - rows);
      stats.longest_commit = std::max<Duration>(stats.longest_commit, Clock::now() - began);
      return true;
    }
    database->roll_back();
    statements.forget();
    if (error.code != "JOURNAL_MISTAKE" || at == group.size()) {
      stall(error);
      return false;
    }
    drop_mistake(at, error);
  }
}

/// One that can never succeed would block the others for ever. It is left out and not called back: what waits
/// for it hangs, which a restart mends; saying that it is safe on disk could lose an event.
void Writer::Core::drop_mistake(std::size_t at, const Error& error) {
  log(Level::error, "journal", std::string(group[at]->name()) + " left out: " + error.text());
  group[at]->failed(error);
  group.erase(group.begin() + static_cast<std::ptrdiff_t>(at));
  const std::lock_guard lock(mutex);
  ++stats.mistakes;
}

void Writer::Core::stall(const Error& error) {
  std::erase_if(group, [&](const auto& operation) {
    if (operation->waited_for()) operation->failed(error);
    return operation->waited_for();
  });
  if (trouble && trouble->text() == error.text()) return;
  trouble = error;
  tell(error.text());
}

/// All callbacks of the group in one post, in the order of the calls.
void Writer::Core::deliver() {
  if (trouble) {
    trouble.reset();
    tell({});
  }
  const auto told = std::make_shared<Group>();
  told->reserve(group.size());
  for (auto& operation : group) {
    if (operation->waited_for()) {
      operation->committed();
    } else {
      told->push_back(std::move(operation));
    }
  }
  group.clear();
  if (told->empty()) return;
  post([told, alive = alive] {
    for (const auto& operation : *told) {
      if (!*alive) return;
      operation->committed();
    }
  });
}

void Writer::Core::tell(std::string reason) {
  if (!options.stalled) return;
  post([call = options.stalled, alive = alive, reason = std::move(reason)] {
    if (*alive) call(reason);
  });
}

void Writer::Core::post(Loop::Task task) {
  const std::lock_guard lock(mutex);
  if (!abandoned) loop.post(std::move(task));
}

Writer::Writer(Loop& loop, Directory directory, std::unique_ptr<Database> database, Journal::Options options)
    : core_(std::make_shared<Core>(loop, std::move(directory), std::move(database), std::move(options))),
      thread_([core = core_] { core->serve(); }) {}

Writer::~Writer() {
  *core_->alive = false;
  std::unique_lock lock(core_->mutex);
  core_->stopping = true;
  core_->wake.notify_one();
  if (core_->done.wait_for(lock, core_->options.patience, [this] { return core_->stopped; })) {
    lock.unlock();
    thread_.join();
    return;
  }
  core_->abandoned = true;
  lock.unlock();
  core_->database->interrupt();
  thread_.detach();
}

void Writer::push(std::unique_ptr<Operation> operation) {
  const std::lock_guard lock(core_->mutex);
  const bool wakes =
      core_->queue.empty() || (!core_->pressing && !operation->patient()) || operation->waited_for();
  core_->urgent = core_->urgent || operation->waited_for();
  core_->pressing = core_->pressing || !operation->patient();
  core_->queue.push_back(std::move(operation));
  if (wakes) core_->wake.notify_one();
}

void Writer::hurry() {
  const std::lock_guard lock(core_->mutex);
  core_->pressing = true;
  core_->wake.notify_one();
}

void Writer::bound_pages(std::int64_t max_pages) {
  core_->pages = max_pages;
}

Journal::Stats Writer::stats() const {
  const std::lock_guard lock(core_->mutex);
  return core_->stats;
}

}  // namespace luabot::journal
