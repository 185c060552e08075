#include "runtime/host/host.h"

#include <algorithm>

#include <fmt/core.h>

#include "api/base/log.h"

namespace luabot {
namespace {

constexpr auto stop_within = std::chrono::seconds(10);

void say_stalled(const std::string& reason) {
  if (reason.empty())
    log(Level::info, "journal", "writing works again");
  else
    log(Level::error, "journal",
        "nothing can be written, so no event is confirmed; trying each second: " + reason);
}

}  // namespace

std::size_t runs_for(const client::Limit& limit) {
  constexpr double seconds = 20;
  constexpr double least = 4;
  constexpr double most = 1000;
  return static_cast<std::size_t>(std::clamp(limit.rate * seconds, least, most));
}

Result<std::unique_ptr<Host>> Host::start(SystemLoop& loop, Options options, Bot::Hooks hooks) {
  auto journal = journal::Journal::open(loop, {options.data, say_stalled});
  if (!journal) return journal.error();
  std::unique_ptr<Host> host(new Host(loop));
  host->journal_ = std::move(*journal);
  host->client_ = std::make_unique<client::Client>(loop, options.portal, options.limit);
  options.bot.runs_at_once = runs_for(options.limit);
  host->bot_ = std::make_unique<Bot>(loop, *host->journal_, *host->client_, options.portal.host,
                                     std::move(options.bot), std::move(hooks));
  if (auto begun = host->bot_->start(); !begun) return begun.error();
  return host;
}

Host::~Host() {
  bot_.reset();
  client_.reset();
  journal_.reset();
}

void Host::stop(std::function<void()> stopped) {
  auto once = std::make_shared<std::function<void()>>(std::move(stopped));
  const auto finish = [once] {
    if (const auto call = std::exchange(*once, nullptr)) call();
  };
  patience_ = loop_.after(stop_within, [this, finish] {
    log(Level::warn, "host",
        fmt::format("{} runs did not end in time; they continue at the next start", bot_->load()));
    finish();
  });
  bot_->stop([this, finish] {
    patience_.reset();
    loop_.post(finish);
  });
}

}  // namespace luabot
