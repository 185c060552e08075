#include "runtime/intake/intake.h"

#include <algorithm>
#include <utility>

#include <fmt/core.h>
#include <nlohmann/json.hpp>

#include "api/base/log.h"
#include "api/catalog/events.h"
#include "runtime/intake/page.h"

namespace luabot {
namespace {

// Whoever has been silent for so long waits at most the eighth part of that more.
constexpr int part_of_silence = 8;
constexpr std::size_t most_strange = 1000;  // types come from outside and may not fill the memory

}  // namespace

Intake::Intake(Loop& loop, journal::Journal& journal, client::Client& client, Polling polling, Hooks hooks)
    : loop_(loop),
      journal_(journal),
      client_(client),
      polling_(polling),
      hooks_(std::move(hooks)),
      page_(polling.page),
      self_(std::make_shared<Intake*>(this)) {}

Intake::~Intake() {
  *self_ = nullptr;
}

void Intake::start(journal::BotKey key, std::int64_t bot_id, Secret token, std::int64_t offset) {
  key_ = key;
  bot_id_ = bot_id;
  token_ = std::move(token);
  offset_ = offset;
  running_ = true;
  sign_ = loop_.now();
  poll();
}

void Intake::drain(journal::BotKey key, std::int64_t bot_id, Secret token, std::int64_t offset, bool once,
                   std::function<void()> done) {
  drained_ = std::move(done);
  once_ = once;
  start(key, bot_id, std::move(token), offset);
}

void Intake::drained() {
  running_ = false;
  std::exchange(drained_, nullptr)();
}

void Intake::stop() {
  running_ = false;
  timer_.reset();
  call_.reset();
}

void Intake::resume() {
  if (full_) poll();
}

void Intake::poke() {
  sign_ = loop_.now();
  if (timer_)
    poll();
  else
    poked_ = true;  // a poll is under way: it may have missed the event
}

void Intake::quicken() {
  sign_ = loop_.now();
  if (timer_ && trouble_.empty() && due_ > sign_ + polling_.min) poll_after(polling_.min);
}

/// Grows with the silence, so that a conversation at any speed is followed at that speed.
Duration Intake::pause() const {
  return std::clamp((loop_.now() - sign_) / part_of_silence, polling_.min, polling_.max);
}

void Intake::poll_after(Duration delay) {
  if (!running_) return;
  due_ = loop_.now() + delay;
  timer_ = loop_.after(delay, [this] { poll(); });
}

void Intake::poll() {
  timer_.reset();
  if (!running_ || call_ || committing_) return;
  full_ = !hooks_.room();
  if (full_) return;
  poked_ = false;
  Json params{{"limit", page_}};
  if (source_ != Source::user) {
    params["botId"] = bot_id_;
    if (!token_.empty()) params["botToken"] = token_.reveal();
  }
  if (source_ == Source::bot_and_user) params["withUserEvents"] = true;
  if (offset_ > 0) params["offset"] = offset_;
  client::Call call{source_ == Source::user ? "im.v2.Event.get" : "imbot.v2.Event.get", params.dump(),
                    catalog::Repeat::idempotent};
  call.priority = client::Priority::poll;
  call.bot = std::to_string(key_);
  call_ = client_.call(std::move(call), [this](Result<client::Answer> answer) {
    call_.reset();
    if (!running_) return;
    if (answer)
      got(*answer);
    else
      failed(answer.error());
  });
}

void Intake::got(const client::Answer& answer) {
  auto page = read_page(answer.result(), offset_, [this](const std::string& type) { return wanted(type); });
  if (!page) return failed(page.error());
  page_ = std::min(polling_.page, page_ * 2);
  if (!trouble_.empty()) log(Level::info, hooks_.speaker, "polling works again");
  trouble_.clear();
  for (const auto& complaint : page->complaints) log(Level::warn, hooks_.speaker, complaint);
  if (drained_ && page->size == 0) return drained();
  const bool again = page->full || drained_ != nullptr;
  if (page->size > 0) sign_ = loop_.now();
  if (page->next_offset == offset_) return poll_after(poked_ || drained_ ? Duration::zero() : pause());

  committing_ = true;
  journal_.accept(key_, std::move(page->events), page->next_offset,
                  [self = self_, again, next = page->next_offset](std::vector<journal::Run> runs) {
                    if (*self != nullptr) (*self)->committed(std::move(runs), next, again);
                  });
}

void Intake::committed(std::vector<journal::Run> runs, std::int64_t next_offset, bool again) {
  committing_ = false;
  offset_ = next_offset;
  hooks_.accepted(std::move(runs));
  if (again || poked_)
    poll();
  else
    poll_after(pause());
}

/// Said once a type: an event of a type that the documentation does not name, and, to who wants to know more,
/// one that no handler takes.
bool Intake::wanted(const std::string& type) {
  const bool handled = hooks_.wanted(type);
  const bool known = catalog::is_known_event(type);
  if ((!known || !handled) && strange_.size() < most_strange && strange_.insert(type).second)
    log(known ? Level::debug : Level::info, hooks_.speaker,
        fmt::format("{}: {}, {}", type, known ? "an event" : "an event of a type that is not documented",
                    handled ? "given to its handler" : "confirmed and left out, since no handler takes it"));
  return handled;
}

void Intake::failed(const Error& error) {
  // The same page would be too large again, and what is behind it would never be reached.
  if (error.code == "ANSWER_TOO_LARGE" && page_ > 1) {
    page_ = std::max(1, page_ / 8);
    return poll();
  }
  if (drained_ && (once_ || error.outcome == Outcome::refused)) {
    log(Level::debug, hooks_.speaker, "no more events can be fetched: " + error.text());
    return drained();
  }
  if (source_ == Source::bot_and_user &&
      (error.code == "USER_NOT_SUBSCRIBED" || error.code == "SCOPE_ERROR")) {
    source_ = Source::bot;  // rather these than none
    log(Level::warn, hooks_.speaker, "the events of the user do not come any more: " + error.text());
    return poll();
  }
  if (error.text() != trouble_) {
    trouble_ = error.text();
    log(client_.unauthorized() ? Level::debug : Level::error, hooks_.speaker,
        "no events come; trying again, while they wait at the portal for 24 hours: " + trouble_);
  }
  poll_after(polling_.max);
}

}  // namespace luabot
