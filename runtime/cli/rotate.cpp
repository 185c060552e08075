#include <algorithm>
#include <deque>
#include <optional>
#include <utility>

#include <fmt/core.h>

#include "api/base/log.h"
#include "api/base/system_loop.h"
#include "runtime/cli/portals.h"
#include "runtime/cli/settings.h"
#include "runtime/config/secret_source.h"
#include "runtime/host/partitions.h"
#include "runtime/registration/rotation.h"

namespace luabot::cli {
namespace {

/// One bot after another, on one portal after another.
class Rotations {
 public:
  Rotations(SystemLoop& loop, const Settings& settings, Setup setup, Secret token)
      : loop_(loop), settings_(settings), setup_(std::move(setup)), token_(std::move(token)) {}

  int serve();

 private:
  struct Work {
    const config::Portal* portal;
    std::shared_ptr<journal::Journal> journal;
    journal::KnownBot bot;
  };
  Result<void> gather(const config::Portal& portal, Partitions& partitions);
  [[nodiscard]] bool given(const Work& work) const;
  [[nodiscard]] std::string name_of(const Work& work) const;
  void next();
  void fail(Error error, const std::string& of);

  SystemLoop& loop_;
  const Settings& settings_;
  Setup setup_;
  Secret token_;
  std::deque<Work> work_;
  std::unique_ptr<client::Client> client_;
  std::unique_ptr<Rotation> rotation_;
  Handle step_;
  int status_ = done;
};

int Rotations::serve() {
  Partitions partitions(loop_, setup_.config.data);
  for (const auto& portal : setup_.config.portals)
    if (auto gathered = gather(portal, partitions); !gathered)
      fail(gathered.error(), setup_.named ? portal.name : std::string());
  if (work_.empty() && status_ == done)
    return report({"UNKNOWN_BOT", "no such bot has run here", setup_.config.data,
                   "Name its code, and the --data or -c of its host."});
  if (!token_.empty() && work_.size() > 1)
    return report(
        {"USAGE", "one token is not enough for several bots", "--new-token", "Name one bot's code."}, usage);
  next();
  if (!work_.empty()) loop_.run();
  return status_;
}

Result<void> Rotations::gather(const config::Portal& portal, Partitions& partitions) {
  if (!portal.address) return {};  // bots of an application have no token
  auto journal = partitions.open(setup_.named ? portal.name : std::string(), portal.address->host);
  if (!journal) {
    Error error = journal.error();
    if (error.code == "JOURNAL_LOCKED")
      error.hint = "Stop the host (SIGTERM), rotate, and start it again: what is unfinished goes on then.";
    return error;
  }
  auto bots = (*journal)->bots();
  if (!bots) return bots.error();
  const auto& wanted = settings_.paths;
  // The events of a user have a row without a token beside their bot's.
  for (auto& bot : *bots)
    if (bot.portal == portal.address->host && !bot.bot.token.empty() &&
        (wanted.empty() || std::find(wanted.begin(), wanted.end(), bot.code) != wanted.end()))
      work_.push_back({&portal, *journal, std::move(bot)});
  return {};
}

/// Whether the token is one that the operator wrote down elsewhere.
bool Rotations::given(const Work& work) const {
  const auto bots = bots_on(setup_, *work.portal);
  return std::any_of(bots.begin(), bots.end(), [&](const config::Bot& bot) {
    return !bot.token.empty() && bot.token.reveal() == work.bot.bot.token.reveal();
  });
}

std::string Rotations::name_of(const Work& work) const {
  return setup_.named ? work.bot.code + "@" + work.portal->name : work.bot.code;
}

void Rotations::next() {
  step_.reset();
  rotation_.reset();
  client_.reset();
  if (work_.empty()) return loop_.stop();
  const Work& work = work_.front();
  if (given(work) && token_.empty()) {
    fail({"TOKEN_GIVEN",
          "its token is given in the settings",
          {},
          "Give the new one with --new-token (env:NAME or file:PATH), and write it there too."},
         name_of(work));
    work_.pop_front();
    return next();
  }
  client_ = std::make_unique<client::Client>(loop_, *work.portal->address, work.portal->limit);
  rotation_ = std::make_unique<Rotation>(loop_, *client_, *work.journal, work.bot);
  rotation_->start(token_, [this](const Result<void>& outcome) {
    const Work& of = work_.front();
    if (!outcome)
      fail(outcome.error(), name_of(of));
    else
      log(Level::info, "rotate",
          name_of(of) + (given(of) ? ": the token was changed; write it into the settings too"
                                   : ": the token was changed"));
    work_.pop_front();
    step_ = loop_.after(Duration::zero(), [this] { next(); });
  });
}

void Rotations::fail(Error error, const std::string& of) {
  if (!of.empty() && error.where != of) error.where = error.where.empty() ? of : of + ": " + error.where;
  status_ = report(error);
}

}  // namespace

int rotate(const Settings& settings) {
  Settings portals = settings;
  portals.paths.clear();  // codes here
  auto setup = setup_of(portals, false);
  if (!setup) return report(setup.error(), usage);
  auto token = config::resolve_secret(settings.new_token);
  if (!token) return report(token.error(), usage);
  if (token->size() > 40)
    return report({"BAD_CONFIG", "a bot token has 40 characters at most", "--new-token"}, usage);
  SystemLoop loop;
  return Rotations(loop, settings, std::move(*setup), Secret(*token)).serve();
}

}  // namespace luabot::cli
