#include "runtime/host/generation.h"

#include <algorithm>

#include <fmt/core.h>

#include "api/base/log.h"

namespace luabot {
namespace {

constexpr Duration first_pause = std::chrono::milliseconds(100);
constexpr Duration longest_pause = std::chrono::seconds(30);
constexpr Duration proven = std::chrono::seconds(10);  // a worker that lived this long starts the pauses anew

/// Decodes and hands on; a body of the wrong shape is the worker's fault and is logged.
template <class Message>
void hand(std::string_view body, const std::function<void(const Message&)>& to, const std::string& bot) {
  const auto message = Message::decode(body);
  if (message)
    to(*message);
  else
    log(Level::error, bot, message.error().text());
}

}  // namespace

Generation::Generation(Loop& loop, std::uint64_t number, Bundle bundle, std::string worker_program,
                       Hooks hooks, bool has_run)
    : loop_(loop),
      number_(number),
      bundle_(std::move(bundle)),
      program_(std::move(worker_program)),
      hooks_(std::move(hooks)),
      has_run_(has_run),
      pause_(first_pause) {}

void Generation::start() {
  restart_.reset();
  failure_.clear();
  started_ = loop_.now();
  auto worker = WorkerProcess::start(loop_, program_,
                                     {[this](wire::Type type, std::string_view body) { frame(type, body); },
                                      [this](const std::string& reason) { ended(reason); }});
  if (!worker) return ended("cannot be started: " + worker.error().text());
  worker_ = std::move(*worker);
  worker_->send(wire::Load{bundle_.name, loop_.wall_ms(), bundle_.files});
}

void Generation::frame(wire::Type type, std::string_view body) {
  switch (type) {
    case wire::Type::ready:
      return hand<wire::Ready>(
          body,
          [this](const auto& ready) {
            if (ready_) return log(Level::error, bundle_.name, "the worker says twice that it is ready");
            ready_ = was_ready_ = true;
            hooks_.ready(ready.definition);
          },
          bundle_.name);
    case wire::Type::failed:
      return hand<wire::Failed>(
          body, [this](const auto& failed) { failure_ = failed.text; }, bundle_.name);
    case wire::Type::call:
      return hand<wire::Call>(body, hooks_.call, bundle_.name);
    case wire::Type::content:
      return hand<wire::Chunk>(body, hooks_.content, bundle_.name);
    case wire::Type::log:
      return hand<wire::Log>(body, hooks_.log, bundle_.name);
    case wire::Type::done:
      return hand<wire::Done>(body, hooks_.done, bundle_.name);
    default:
      log(Level::error, bundle_.name,
          fmt::format("the worker sent a message of type {}", static_cast<int>(type)));
  }
}

void Generation::ended(const std::string& reason) {
  worker_.reset();
  ready_ = false;
  if (!was_ready_ && !(has_run_ && failure_.empty()))
    return hooks_.failed(failure_.empty() ? "the worker " + reason : failure_);
  if (loop_.now() - started_ > proven) pause_ = first_pause;
  hooks_.died(failure_.empty() ? reason : failure_);
  restart_ = loop_.after(pause_, [this] { start(); });
  pause_ = std::min(pause_ * 2, longest_pause);
}

}  // namespace luabot
