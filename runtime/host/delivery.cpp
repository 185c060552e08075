#include "runtime/host/delivery.h"

#include <algorithm>
#include <iterator>
#include <utility>

#include "api/base/log.h"

namespace luabot {

namespace {

constexpr auto try_again = std::chrono::seconds(2);
constexpr std::size_t most_continued = 5000;  // runs at once, so that a long burst costs disk and not memory

/// Of a bot that was registered through an inbound webhook, pushed events carry "custom" and its botToken; a
/// bot of an application has none.
Secret push_token(const Secret& bot_token) {
  return bot_token.empty() ? Secret() : Secret("custom" + bot_token.reveal());
}

}  // namespace

Delivery::Delivery(Loop& loop, journal::Journal& journal, client::Client& client, std::string portal,
                   Options options, Hooks hooks)
    : loop_(loop),
      journal_(journal),
      client_(client),
      portal_(std::move(portal)),
      options_(std::move(options)),
      hooks_(std::move(hooks)),
      intake_(loop, journal, client, options_.polling, fetching()),
      user_intake_(loop, journal, client, options_.polling, fetching()),
      pushed_(loop, journal, hooks_, [this] { resume(); }) {
  user_intake_.set_source(Intake::Source::user);
}

Delivery::~Delivery() {
  if (!path_.empty()) options_.endpoint->remove(path_);
}

/// What waits at the portal may wait until what is in the journal has been handed over.
Delivery::Hooks Delivery::fetching() {
  Hooks hooks = hooks_;
  hooks.room = [this] { return hooks_.room() && !pushed_.behind(); };
  return hooks;
}

void Delivery::prepare(BotDefinition& definition) {
  code_ = definition.code;
  user_events_ = definition.handles_user_events();
  if (options_.endpoint == nullptr) return;
  path_ = push_path(portal_, code_);
  options_.endpoint->route(path_, [this](const http::Request& request, const http::Respond& respond) {
    pushed_.handle(request, respond);
  });
  if (options_.webhook) definition.push_to(options_.public_url + path_);
}

/// The numbers of events are the portal's, whichever method gives them: what of the user's was fetched with
/// the bot's is not to be fetched again without them.
void Delivery::drain(const Target& target, std::function<void()> done) {
  if (user_events_)
    if (const auto row = journal_.bot(portal_, user_row(), Secret(), false))
      journal_.accept(row->key, {}, target.offset, {});
  intake_.drain(target.key, target.bot_id, target.token, target.offset, false, std::move(done));
}

void Delivery::start(Target target, std::string bot, bool user_events) {
  target_ = std::move(target);
  target_.offset = std::max(target_.offset, intake_.offset());
  if (options_.endpoint != nullptr)
    pushed_.start(
        {target_.key, target_.bot_id, push_token(target_.token), options_.application_token, std::move(bot)});
  if (user_events)
    subscribe();
  else
    begin(false);
}

/// Nothing is fetched before it is known whether the user's events come too: an offset confirms those as
/// well, and a page without them would lose what waits.
void Delivery::subscribe() {
  subscribing_ =
      client_.call({"im.v2.Event.subscribe", "{}", catalog::Repeat::idempotent},
                   [this](const Result<client::Answer>& answer) {
                     if (answer) return begin(true);
                     const Error& error = answer.error();
                     if (error.outcome == Outcome::refused) {
                       log(Level::warn, code_, "no events of the user will come: " + error.text());
                       return begin(false);
                     }
                     if (error.text() != trouble_) {
                       trouble_ = error.text();
                       log(Level::warn, code_, trouble_ + ". Trying again; no events come before that.");
                     }
                     subscribing_ = loop_.after(try_again, [this] { subscribe(); });
                   });
}

void Delivery::begin(bool user_events) {
  if (!options_.webhook) {
    if (!user_events) return intake_.start(target_.key, target_.bot_id, target_.token, target_.offset);
    intake_.set_source(Intake::Source::bot_and_user);
    return intake_.start(target_.key, target_.bot_id, target_.token, std::max(target_.offset, user_offset_));
  }
  // What came between the last page and the switch, if the portal still gives it.
  intake_.drain(target_.key, target_.bot_id, target_.token, target_.offset, true, [] {});
  if (user_events) begin_user_intake();
}

/// The user's events have offsets of their own while the bot's are pushed, and so a row of their own in the
/// journal.
std::string Delivery::user_row() const {
  return code_ + " (user)";
}

Result<std::vector<journal::Run>> Delivery::unfinished(journal::BotKey key) {
  auto runs = journal_.unfinished(key, most_continued);
  if (runs && runs->size() == most_continued) pushed_.left_behind(key, runs->back().id);
  const auto bots = runs ? journal_.bots() : Result<std::vector<journal::KnownBot>>(runs.error());
  if (!bots) return bots.error();
  for (const auto& row : *bots) {
    if (row.portal != portal_ || row.code != user_row()) continue;
    user_offset_ = row.bot.offset;
    auto more = journal_.unfinished(row.bot.key);
    if (!more) return more.error();
    std::move(more->begin(), more->end(), std::back_inserter(*runs));
  }
  std::sort(runs->begin(), runs->end(), [](const auto& a, const auto& b) { return a.id < b.id; });
  return runs;
}

void Delivery::begin_user_intake() {
  const auto row = journal_.bot(portal_, user_row(), Secret(), false);
  if (!row) return log(Level::error, code_, "no events of the user will come: " + row.error().text());
  user_intake_.start(row->key, 0, Secret(), row->offset);
}

void Delivery::stop() {
  subscribing_.reset();
  intake_.stop();
  user_intake_.stop();
}

void Delivery::close(std::function<void()> done) {
  pushed_.close(std::move(done));
}

void Delivery::resume() {
  pushed_.resume();
  intake_.resume();
  user_intake_.resume();
}

void Delivery::poke() {
  if (!options_.webhook) intake_.poke();
}

void Delivery::quicken() {
  if (!options_.webhook) intake_.quicken();
}

bool Delivery::committing() const {
  return intake_.committing() || user_intake_.committing() || pushed_.committing();
}

}  // namespace luabot
