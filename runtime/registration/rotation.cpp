#include "runtime/registration/rotation.h"

#include <utility>

#include <nlohmann/json.hpp>

#include "api/base/uuid.h"

namespace luabot {
namespace {

constexpr int most_tries = 5;
constexpr auto try_again = std::chrono::seconds(2);
constexpr const char* update_method = "imbot.v2.Bot.update";
// It reads nothing of worth and is refused to all but the bot's owner. Bot.get is not: it answers anybody.
constexpr const char* probe_method = "imbot.v2.Command.list";

}  // namespace

Secret make_bot_token() {
  std::string token = random_uuid();
  std::erase(token, '-');
  return Secret(token);
}

Rotation::Rotation(Loop& loop, client::Client& client, journal::Journal& journal, journal::KnownBot bot)
    : loop_(loop), client_(client), journal_(journal), bot_(std::move(bot)) {}

void Rotation::start(const Secret& token, Done done) {
  done_ = std::move(done);
  const auto& begun = bot_.bot.next_token;
  if (bot_.bot.bot_id == 0 || bot_.bot.token.empty())
    return end(Error{"NOT_REGISTERED", "the portal does not know this bot yet", bot_.code, "Run it first."});
  if (!begun.empty() && !token.empty() && token.reveal() != begun.reveal())
    return end(Error{"ROTATION_BEGUN", "an earlier rotation is not finished", bot_.code,
                     "Rotate without a new token first: that finishes it."});
  next_ = !begun.empty() ? begun : token.empty() ? make_bot_token() : token;
  if (begun.empty())
    if (auto planned = journal_.plan_token(bot_.bot.key, next_); !planned) return end(planned.error());
  update();
}

void Rotation::update() {
  ++tries_;
  const Json params{{"botId", bot_.bot.bot_id},
                    {"botToken", bot_.bot.token.reveal()},
                    {"fields", {{"botToken", next_.reveal()}}}};
  // Not idempotent: once it was carried out, the old token that it carries is no longer the bot's.
  client::Call call{update_method, params.dump(), catalog::Repeat::once};
  under_way_ =
      client_.call(std::move(call), [this](const Result<client::Answer>& answer) { updated(answer); });
}

void Rotation::updated(const Result<client::Answer>& answer) {
  if (answer) return settle(next_, {});
  const Error& error = answer.error();
  ask(next_, [this, error](bool taken) {
    if (taken) return settle(next_, {});
    if (error.outcome != Outcome::refused) {
      // It did not arrive, or not yet. With the same token it may arrive as often as it likes.
      if (tries_ >= most_tries) return undecided(error);
      under_way_ = loop_.after(try_again, [this] { update(); });
      return;
    }
    ask(bot_.bot.token, [this, error](bool kept) {
      if (kept) return settle(bot_.bot.token, error);
      Error lost = error;
      lost.hint = "The portal takes neither the old token nor the new one: has somebody else changed it?";
      end(lost);
    });
  });
}

void Rotation::ask(const Secret& token, std::function<void(bool taken)> then) {
  const Json params{{"botId", bot_.bot.bot_id}, {"botToken", token.reveal()}};
  client::Call call{probe_method, params.dump(), catalog::Repeat::read};
  under_way_ =
      client_.call(std::move(call), [this, then = std::move(then)](const Result<client::Answer>& answer) {
        const auto go = then;  // it may begin another call, which takes this one's place
        if (answer) return go(true);
        if (answer.error().outcome == Outcome::refused) return go(false);
        undecided(answer.error());
      });
}

void Rotation::settle(const Secret& token, const Result<void>& outcome) {
  auto settled = journal_.settle_token(bot_.bot.key, token);
  end(outcome && !settled ? settled : outcome);
}

void Rotation::undecided(const Error& why) {
  end(Error{"ROTATION_UNDECIDED", "it is not known whether the portal took the new token: " + why.what,
            bot_.code, "Both are kept. Rotate again, or start the host: it finds out which is the bot's.",
            why.status, why.outcome});
}

void Rotation::end(const Result<void>& outcome) {
  const auto done = std::move(done_);
  done(outcome);
}

}  // namespace luabot
