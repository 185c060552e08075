#include "runtime/intake/pushed_intake.h"

#include <algorithm>
#include <utility>

#include <fmt/core.h>

#include "api/base/log.h"
#include "api/base/uuid.h"
#include "api/events/pushed.h"
#include "api/http/plain.h"
#include "runtime/intake/page.h"

namespace luabot {
namespace {

constexpr auto patience = std::chrono::seconds(5);  // with the journal
constexpr std::size_t most_waiting = 20'000;
constexpr std::size_t most_bytes = 64U << 20U;
constexpr std::size_t most_at_once = 1000;       // events of one commit
constexpr std::size_t most_remembered = 50'000;  // twice

/// Whether such an event, with the same in it, can happen but once: a message is posted and deleted once. A
/// reaction may be given, taken back and given again within a second.
bool happens_once(std::string_view type) {
  return type == "ONIMBOTV2MESSAGEADD" || type == "ONIMBOTV2COMMANDADD" || type == "ONIMBOTV2MESSAGEDELETE" ||
         type == "ONIMBOTV2DELETE";
}

/// A pushed event has no number. What was posted, the second it was sent in with it, stands for one: below
/// zero, where no fetched event's is, so that a repeat (the portal makes none, a proxy may) is known as one.
/// FNV-1a, because it has to be the same after a restart; and not of the event's data, in which the bot is
/// shown as it is since then.
std::int64_t number_of(const events::Pushed& pushed, std::string_view body) {
  std::uint64_t hash = 0xcbf29ce484222325ULL;
  const auto add = [&](std::string_view text) {
    for (const char c : text) hash = (hash ^ static_cast<unsigned char>(c)) * 0x100000001b3ULL;
  };
  add(body);
  if (!happens_once(pushed.type())) add(random_uuid());
  return -static_cast<std::int64_t>(hash >> 1U) - 1;
}

}  // namespace

PushedIntake::PushedIntake(Loop& loop, journal::Journal& journal, Hooks hooks,
                           std::function<void()> caught_up)
    : loop_(loop),
      journal_(journal),
      hooks_(std::move(hooks)),
      caught_up_(std::move(caught_up)),
      self_(std::make_shared<PushedIntake*>(this)) {}

PushedIntake::~PushedIntake() {
  *self_ = nullptr;
}

void PushedIntake::start(Target target) {
  target_ = std::move(target);
  running_ = true;
}

void PushedIntake::left_behind(journal::BotKey key, journal::RunId last) {
  target_.key = key;
  last_ = last;
  spilled_ = true;
}

void PushedIntake::close(std::function<void()> done) {
  running_ = false;
  closed_ = std::move(done);
  settle();
}

void PushedIntake::settle() {
  if (closed_ && answers_.empty() && waiting_.empty()) std::exchange(closed_, nullptr)();
}

void PushedIntake::handle(const http::Request& request, const http::Respond& respond) {
  if (request.method != "POST") return respond(http::plain(405, "Events are posted."));
  if (!http::is_form(request.content_type)) return respond(http::plain(415, "An event is a form."));
  if (!running_ || stalled_) return respond(http::plain(503, "Not now."));
  const auto pushed = events::Pushed::read(request.body);
  if (!pushed)
    return respond(http::plain(pushed.error().code == "FORM_TOO_LARGE" ? 413 : 400, pushed.error().what));
  if (!knows(pushed->token())) {
    if (!std::exchange(told_, true))
      log(Level::warn, hooks_.speaker,
          fmt::format("events from {} with a wrong application_token are refused; if they are the portal's, "
                      "give the token as LUABOT_APPLICATION_TOKEN",
                      request.peer));
    return respond(http::plain(403, "The application_token is wrong."));
  }
  if (const auto id = pushed->bot_id(); id != 0 && id != target_.bot_id)
    return respond(http::plain(400, "This is the address of another bot."));
  if (!hooks_.wanted(pushed->type())) return respond({.body = "{}"});

  journal::Event event;
  event.type = pushed->type();
  event.data = pushed->data(target_.bot);
  event.dialog = dialog_of(event.data);
  event.event_id = number_of(*pushed, request.body);
  if (recent_.contains(event.event_id) || older_.contains(event.event_id)) return respond({.body = "{}"});
  take(std::move(event), respond);
}

bool PushedIntake::knows(std::string_view token) const {
  const Secret* other = target_.other_token ? target_.other_token() : nullptr;
  const bool by_other = other != nullptr && other->matches(token);
  return target_.token.matches(token) || by_other;
}

void PushedIntake::take(journal::Event event, http::Respond respond) {
  if (waiting_.size() >= most_waiting || waiting_bytes_ + event.data.size() > most_bytes)
    return respond(http::plain(503, "Too many events wait to be written."));
  waiting_bytes_ += event.data.size();
  waiting_.push_back({std::move(event), std::move(respond)});
  // Later in this round of the loop, so that what came with it is committed with it.
  if (!committing_ && !soon_)
    soon_ = loop_.after(Duration::zero(), [this] {
      soon_.reset();
      commit();
    });
}

void PushedIntake::commit() {
  if (committing_ || waiting_.empty()) return;
  committing_ = true;
  std::vector<journal::Event> events;
  const auto count = std::min(waiting_.size(), most_at_once);
  events.reserve(count);
  for (std::size_t i = 0; i < count; ++i) {
    waiting_bytes_ -= waiting_[i].event.data.size();
    ids_.push_back(waiting_[i].event.event_id);
    events.push_back(std::move(waiting_[i].event));
    answers_.push_back(std::move(waiting_[i].respond));
  }
  waiting_.erase(waiting_.begin(), waiting_.begin() + static_cast<std::ptrdiff_t>(count));
  patience_ = loop_.after(patience, [this] { stalled(); });
  journal_.accept(target_.key, std::move(events), 0, [self = self_](std::vector<journal::Run> runs) {
    if (*self != nullptr) (*self)->committed(std::move(runs));
  });
}

void PushedIntake::committed(std::vector<journal::Run> runs) {
  committing_ = false;
  stalled_ = false;
  patience_.reset();
  for (const auto id : std::exchange(ids_, {})) remember(id);
  for (const auto& respond : std::exchange(answers_, {})) respond({.body = "{}"});
  hand_over(std::move(runs));
  commit();
  settle();
}

/// The clients are told no, although what is being committed may still succeed. Then it is handled, and a
/// repeat of it is known.
void PushedIntake::stalled() {
  stalled_ = true;
  for (const auto& respond : std::exchange(answers_, {}))
    respond(http::plain(503, "The journal does not write."));
  for (const auto& one : std::exchange(waiting_, {}))
    one.respond(http::plain(503, "The journal does not write."));
  waiting_bytes_ = 0;
  settle();
}

void PushedIntake::hand_over(std::vector<journal::Run> runs) {
  if (runs.empty()) return;
  if (spilled_ || !hooks_.room()) {
    spilled_ = true;
    return;
  }
  last_ = runs.back().id;
  hooks_.accepted(std::move(runs));
}

void PushedIntake::resume() {
  if (!spilled_ || reading_ || !hooks_.room()) return;
  reading_ = true;
  journal_.more_unfinished(target_.key, last_, most_at_once, [self = self_](std::vector<journal::Run> runs) {
    if (*self == nullptr) return;
    PushedIntake& of = **self;
    of.reading_ = false;
    // Fewer than asked for: what is committed after this comes by itself again.
    of.spilled_ = runs.size() == most_at_once;
    if (!runs.empty()) {
      of.last_ = runs.back().id;
      of.hooks_.accepted(std::move(runs));
    }
    if (of.spilled_) return of.resume();
    if (of.caught_up_) of.caught_up_();
  });
}

void PushedIntake::remember(std::int64_t id) {
  if (recent_.size() >= most_remembered) {
    older_ = std::move(recent_);
    recent_.clear();
  }
  recent_.insert(id);
}

}  // namespace luabot
