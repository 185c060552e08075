#include <csignal>

#include <fmt/core.h>

#include "api/base/log.h"
#include "api/base/system_loop.h"
#include "runtime/cli/settings.h"
#include "runtime/config/secret_source.h"
#include "runtime/host/host.h"

namespace luabot::cli {
namespace {

/// The documented bounds, or quick ones for a portal on this machine.
Polling polling_for(const client::Address& portal) {
  if (!portal.loopback) return {};
  return {std::chrono::milliseconds(50), std::chrono::seconds(1)};
}

Result<Host::Options> options_from(const Settings& settings) {
  auto url = config::resolve_secret(settings.portal);
  if (!url) return url.error();
  auto address = client::parse_address(*url);
  if (!address) return address.error();
  auto limit = client::parse_limit(settings.limit.empty() ? "standard" : settings.limit);
  if (!limit) return limit.error();
  auto token = config::resolve_secret(settings.bot_token);
  if (!token) return token.error();
  if (token->size() > 40)
    return Error{"BAD_CONFIG", "a bot token has 40 characters at most", "--token (LUABOT_BOT_TOKEN)"};

  Host::Options options;
  options.portal = *address;
  options.limit = *limit;
  options.data = settings.data;
  options.bot = {settings.path, worker_program(), Secret(*token), polling_for(*address)};
  return options;
}

}  // namespace

int run(const Settings& settings) {
  auto options = options_from(settings);
  if (!options) return report(options.error(), usage);

  SystemLoop loop;
  int status = done;
  std::unique_ptr<Host> host;
  const Bot::Hooks hooks{[&] {
                           const auto& bot = host->bot().identity();
                           log(Level::info, "host",
                               fmt::format("ready: {} is bot {} on {}", bot.code, bot.bot_id, bot.portal));
                         },
                         [&](const Error& error) {
                           status = report(error);
                           loop.stop();
                         }};
  log(Level::info, "host", fmt::format("starting {} on {}", settings.path, options->portal.shown));
  auto started = Host::start(loop, std::move(*options), hooks);
  if (!started) return report(started.error());
  host = std::move(*started);

  bool stopping = false;
  const auto signals = loop.on_signal({SIGINT, SIGTERM}, [&](int) {
    if (std::exchange(stopping, true)) {
      log(Level::warn, "host", "stopping at once; what is unfinished continues at the next start");
      return loop.stop();
    }
    log(Level::info, "host", "stopping: running handlers finish first, 10 s at most");
    host->stop([&] { loop.stop(); });
  });
  loop.run();
  host.reset();
  if (status == done) log(Level::info, "host", "stopped");
  return status;
}

}  // namespace luabot::cli
