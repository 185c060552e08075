#include "runtime/host/delivery.h"

#include <algorithm>
#include <utility>

#include "api/base/log.h"

namespace luabot {

namespace {

/// Of a bot that was registered through an inbound webhook, pushed events carry "custom" and its botToken; a
/// bot of an application has none.
Secret push_token(const Secret& bot_token) {
  return bot_token.empty() ? Secret() : Secret("custom" + bot_token.reveal());
}

}  // namespace

Delivery::Delivery(Loop& loop, journal::Journal& journal, client::Client& client, std::string portal,
                   Options options, Hooks hooks)
    : journal_(journal),
      client_(client),
      portal_(std::move(portal)),
      options_(std::move(options)),
      hooks_(std::move(hooks)),
      intake_(loop, journal, client, options_.polling, hooks_),
      user_intake_(loop, journal, client, options_.polling, hooks_),
      pushed_(loop, journal, hooks_) {
  user_intake_.set_source(Intake::Source::user);
}

Delivery::~Delivery() {
  if (!path_.empty()) options_.endpoint->remove(path_);
}

void Delivery::prepare(BotDefinition& definition) {
  code_ = definition.code;
  if (options_.endpoint == nullptr) return;
  path_ = push_path(portal_, code_);
  options_.endpoint->route(path_, [this](const http::Request& request, const http::Respond& respond) {
    pushed_.handle(request, respond);
  });
  if (options_.webhook) definition.push_to(options_.public_url + path_);
}

void Delivery::drain(const Target& target, std::function<void()> done) {
  intake_.drain(target.key, target.bot_id, target.token, target.offset, false, std::move(done));
}

void Delivery::start(Target target, std::string bot, bool user_events) {
  target_ = std::move(target);
  target_.offset = std::max(target_.offset, intake_.offset());
  if (options_.endpoint != nullptr)
    pushed_.start(
        {target_.key, target_.bot_id, push_token(target_.token), options_.application_token, std::move(bot)});
  if (!user_events) return begin(false);
  subscribing_ =
      client_.call({"im.v2.Event.subscribe", "{}", catalog::Repeat::idempotent},
                   [this](const Result<client::Answer>& answer) {
                     if (!answer)
                       log(Level::warn, code_, "no events of the user will come: " + answer.error().text());
                     begin(answer.ok());
                   });
}

void Delivery::begin(bool user_events) {
  if (!options_.webhook) {
    if (user_events) intake_.set_source(Intake::Source::bot_and_user);
    return intake_.start(target_.key, target_.bot_id, target_.token, target_.offset);
  }
  // What came between the last page and the switch, if the portal still gives it.
  intake_.drain(target_.key, target_.bot_id, target_.token, target_.offset, true, [] {});
  if (user_events) begin_user_intake();
}

/// Its events have offsets of their own, and so a row of their own in the journal.
void Delivery::begin_user_intake() {
  const auto row = journal_.bot(portal_, code_ + " (user)", Secret(), false);
  auto unfinished = row ? journal_.unfinished(row->key) : Result<std::vector<journal::Run>>(row.error());
  if (!unfinished)
    return log(Level::error, code_, "no events of the user will come: " + unfinished.error().text());
  hooks_.accepted(std::move(*unfinished));
  user_intake_.start(row->key, 0, Secret(), row->offset);
}

void Delivery::stop() {
  subscribing_.reset();
  intake_.stop();
  user_intake_.stop();
  pushed_.stop();
}

void Delivery::resume() {
  pushed_.resume();
  intake_.resume();
  user_intake_.resume();
}

void Delivery::poke() {
  if (!options_.webhook) intake_.poke();
}

bool Delivery::committing() const {
  return intake_.committing() || user_intake_.committing() || pushed_.committing();
}

}  // namespace luabot
