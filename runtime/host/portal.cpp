#include "runtime/host/portal.h"

#include <algorithm>
#include <utility>

#include <fmt/core.h>

#include "api/base/log.h"

namespace luabot {

std::size_t runs_for(const client::Limit& limit) {
  constexpr double seconds = 20;
  constexpr double calls = 25;  // of a batch's 50, since not every call can share one
  constexpr double least = 4;
  constexpr double most = 1000;
  return static_cast<std::size_t>(std::clamp(limit.rate * calls * seconds, least, most));
}

Portal::Portal(Loop& loop, std::shared_ptr<journal::Journal> journal, std::unique_ptr<client::Client> client,
               Options options, Hooks hooks)
    : loop_(loop),
      journal_(std::move(journal)),
      client_(std::move(client)),
      options_(std::move(options)),
      hooks_(std::move(hooks)) {}

Portal::~Portal() {
  rate_watch_.reset();
  seats_.clear();
  client_.reset();
}

void Portal::start() {
  rate_watch_ = std::make_unique<status::RateWatch>(
      loop_, status::RateWatch::Hooks{
                 [this] { return client_->traffic(); }, [this] { return client_->expected_wait(); },
                 [room = options_.name.empty() ? "rate" : "rate@" + options_.name](const std::string& text) {
                   log(Level::info, room, text);
                 }});
  // The limit is the portal's, so its bots share what can be under way.
  const auto runs =
      std::max<std::size_t>(4, runs_for(options_.limit) / std::max<std::size_t>(1, options_.bots.size()));
  for (auto& bot : options_.bots) {
    const auto seat = seats_.size();
    bot.runs_at_once = runs;
    bot.files = journal_->directory() + "/files";
    bot.portal_name = options_.name;
    bot.of_application = options_.of_application;
    bot.delivery.endpoint = options_.endpoint;
    bot.delivery.public_url = options_.public_url;
    bot.delivery.application_token = options_.application_token;
    Bot::Hooks hooks{[this, seat] {
                       seats_[seat].ready = true;
                       hooks_.ready(*seats_[seat].bot);
                     },
                     [this, seat](const Error& error) { failed(seat, error); },
                     [this, seat](const std::string& code) { return claim(seat, code); }};
    auto made = std::make_unique<Bot>(loop_, *journal_, *client_, options_.known, bot, std::move(hooks));
    seats_.push_back({bot.path, std::move(made), false, false});
  }
  for (std::size_t seat = 0; seat < seats_.size(); ++seat)
    if (auto begun = seats_[seat].bot->start(); !begun) failed(seat, begun.error());
}

/// Two bots with one code would be one bot to the portal and to the journal.
Result<void> Portal::claim(std::size_t seat, const std::string& code) {
  const auto [at, fresh] = codes_.try_emplace(code, seat);
  if (fresh || at->second == seat) return {};
  return Error{"BOT_CODE_TWICE",
               fmt::format("its code '{}' is the code of {} too", code, seats_[at->second].script),
               seats_[seat].script, "Give each bot of a portal a code of its own."};
}

void Portal::failed(std::size_t seat, Error error) {
  if (std::exchange(seats_[seat].failed, true)) return;
  if (!options_.name.empty()) {
    const auto of = fmt::format("{}, {}", options_.name, seats_[seat].script);
    error.where = error.where.empty() || error.where == seats_[seat].script ? of : of + ": " + error.where;
  }
  // Later, because the bot itself has brought us here.
  clearing_ = loop_.after(Duration::zero(), [this] { clear_away(); });
  hooks_.failed(error);
}

void Portal::clear_away() {
  for (std::size_t seat = 0; seat < seats_.size(); ++seat) {
    if (!seats_[seat].failed) continue;
    seats_[seat].bot.reset();
    std::erase_if(codes_, [&](const auto& code) { return code.second == seat; });
  }
}

std::size_t Portal::alive() const {
  return static_cast<std::size_t>(
      std::count_if(seats_.begin(), seats_.end(), [](const Seat& seat) { return !seat.failed; }));
}

status::BotStatus Portal::status_of(const Seat& seat) {
  status::BotStatus status;
  status.script = seat.script;
  status.state = seat.failed ? "failed" : seat.ready ? "running" : "starting";
  if (!seat.bot) return status;
  status.code = seat.bot->identity().code;
  status.bot_id = seat.bot->identity().bot_id;
  status.events = seat.bot->options().delivery.webhook ? "webhook" : "fetch";
  status.runs = seat.bot->load();
  return status;
}

status::PortalStatus Portal::status() const {
  status::PortalStatus status{
      options_.name, options_.known, client_->traffic(), client_->expected_wait(), {}};
  for (const auto& seat : seats_) status.bots.push_back(status_of(seat));
  return status;
}

std::size_t Portal::load() const {
  std::size_t sum = 0;
  for (const auto& seat : seats_) sum += seat.failed ? 0 : seat.bot->load();
  return sum;
}

void Portal::stop(const std::function<void()>& stopped) {
  auto open = std::make_shared<std::size_t>(1);
  const auto one = [open, stopped] {
    if (--*open == 0) stopped();
  };
  for (const auto& seat : seats_) {
    if (seat.failed) continue;
    ++*open;
    seat.bot->stop(one);
  }
  one();
}

}  // namespace luabot
