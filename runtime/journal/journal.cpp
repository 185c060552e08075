#include "runtime/journal/journal.h"

#include <utility>

#include "runtime/journal/bot_operations.h"
#include "runtime/journal/inquiry.h"
#include "runtime/journal/run_operations.h"
#include "runtime/journal/schema.h"
#include "runtime/journal/unfinished.h"
#include "runtime/journal/writer.h"

namespace luabot::journal {

struct Journal::Impl {
  Loop& loop;
  std::string identity;
  std::string directory;
  Writer writer;

  template <class Kind, class... Arguments>
  void push(Arguments&&... arguments) {
    writer.push(std::make_unique<Kind>(std::forward<Arguments>(arguments)...));
  }

  template <class T>
  Result<T> ask(const char* name, std::function<Result<T>(Statements&)> question) {
    auto inquiry = std::make_unique<Inquiry<T>>(name, std::move(question));
    auto answer = inquiry->answer();
    writer.push(std::move(inquiry));
    return answer.get();
  }
};

Result<std::unique_ptr<Journal>> Journal::open(Loop& loop, Options options) {
  auto directory = Directory::hold(options.directory, loop.wall_ms());
  if (!directory) return directory.error();
  auto database = open_journal(*directory);
  if (!database) return database.error();
  try {
    auto identity = (*database)->text("SELECT value FROM meta WHERE name = 'identity'");
    return std::unique_ptr<Journal>(new Journal(std::unique_ptr<Impl>(
        new Impl{loop,
                 std::move(identity),
                 options.directory,
                 {loop, std::move(*directory), std::move(*database), std::move(options)}})));
  } catch (const DatabaseError& error) {
    return error.error(options.directory + "/journal.db");
  }
}

Journal::Journal(std::unique_ptr<Impl> impl) : impl_(std::move(impl)) {}
Journal::~Journal() = default;

const std::string& Journal::identity() const {
  return impl_->identity;
}
const std::string& Journal::directory() const {
  return impl_->directory;
}
Journal::Stats Journal::stats() const {
  return impl_->writer.stats();
}
void Journal::bound_pages(std::int64_t max_pages) {
  impl_->writer.bound_pages(max_pages);
}

Result<Bot> Journal::bot(const std::string& portal, const std::string& code, const Secret& token,
                         bool replace) {
  return impl_->ask<Bot>("bot", [&](Statements& use) { return ask_bot(use, portal, code, token, replace); });
}

Result<std::vector<KnownBot>> Journal::bots() {
  return impl_->ask<std::vector<KnownBot>>("bots", [](Statements& use) { return ask_bots(use); });
}

Result<void> Journal::plan_token(BotKey bot, const Secret& next) {
  return impl_->ask<void>("plan_token", [&](Statements& use) { return plan_token_of(use, bot, next); });
}

Result<void> Journal::settle_token(BotKey bot, const Secret& token) {
  return impl_->ask<void>("settle_token", [&](Statements& use) { return settle_token_of(use, bot, token); });
}

Result<std::vector<Run>> Journal::unfinished(BotKey bot, std::size_t limit) {
  return impl_->ask<std::vector<Run>>("unfinished",
                                      [&](Statements& use) { return read_unfinished(use, bot, 0, limit); });
}

Result<std::string> Journal::bundle(const std::string& hash) {
  return impl_->ask<std::string>("bundle", [&](Statements& use) { return ask_bundle(use, hash); });
}

void Journal::hurry() {
  impl_->writer.hurry();
}

void Journal::set_bot_id(BotKey bot, std::int64_t bot_id, std::function<void()> committed) {
  impl_->push<SetBotId>(bot, bot_id, std::move(committed));
}

void Journal::save_bundle(std::string hash, std::string files, std::function<void()> committed) {
  impl_->push<SaveBundle>(std::move(hash), std::move(files), impl_->loop.wall_ms(), std::move(committed));
}

void Journal::accept(BotKey bot, std::vector<Event> events, std::int64_t next_offset,
                     std::function<void(std::vector<Run>)> committed) {
  impl_->push<Accept>(bot, std::move(events), next_offset, impl_->loop.wall_ms(), std::move(committed));
}

void Journal::more_unfinished(BotKey bot, RunId after, std::size_t limit,
                              std::function<void(std::vector<Run>)> got) {
  impl_->push<MoreUnfinished>(bot, after, limit, std::move(got));
}

void Journal::begin_step(RunId run, std::string bundle, std::uint32_t step, std::string fingerprint,
                         std::function<void()> committed) {
  Step begun;
  begun.number = step;
  begun.fingerprint = std::move(fingerprint);
  impl_->push<WriteStep>(run, std::move(bundle), std::move(begun), std::move(committed));
}

void Journal::record_step(RunId run, std::string bundle, Step step, std::function<void()> committed) {
  step.finished = true;
  impl_->push<WriteStep>(run, std::move(bundle), std::move(step), std::move(committed));
}

void Journal::finish(RunId run, std::function<void()> committed) {
  impl_->push<Finish>(run, std::move(committed));
}

void Journal::fail(RunId run, std::string reason, std::function<void()> committed) {
  impl_->push<Fail>(run, std::move(reason), std::move(committed));
}

void Journal::read_store(BotKey bot, std::string key, std::function<void(std::optional<std::string>)> got) {
  impl_->push<ReadStore>(bot, std::move(key), std::move(got));
}

void Journal::change_store(BotKey bot, RunId run, std::string bundle, Step step, StoreChange change,
                           std::function<std::string(bool existed)> answer,
                           std::function<void(std::string value)> committed) {
  step.finished = true;
  impl_->push<ChangeStore>(bot, run, std::move(bundle), std::move(step), std::move(change), std::move(answer),
                           std::move(committed));
}

}  // namespace luabot::journal
