#include <csignal>

#include <fmt/core.h>

#include "api/base/log.h"
#include "api/base/system_loop.h"
#include "runtime/cli/portals.h"
#include "runtime/cli/settings.h"
#include "runtime/host/host.h"

namespace luabot::cli {
namespace {

/// The documented bounds, or quick ones for a portal on this machine.
Polling polling_for(const config::Portal& portal) {
  const bool near = portal.address ? portal.address->loopback
                                   : portal.oauth->tokens && portal.oauth->tokens->endpoint.loopback;
  if (!near) return {};
  return {std::chrono::milliseconds(50), std::chrono::seconds(1)};
}

Host::PortalOptions portal_options(const Setup& setup, const config::Portal& portal) {
  Host::PortalOptions options;
  options.name = setup.named ? portal.name : std::string();
  options.limit = portal.limit;
  options.application_token = portal.application_token;
  if (portal.address)
    options.access = *portal.address;
  else
    options.access =
        Host::Authorized{portal.oauth->application, portal.oauth->member_id, portal.oauth->tokens};
  for (const auto& bot : bots_on(setup, portal)) {
    Bot::Options of;
    of.path = bot.script;
    of.worker = worker_program();
    of.token = bot.token;
    of.polling = bot.polling.value_or(polling_for(portal));
    of.delivery.webhook = bot.events == config::Delivery::webhook;
    options.bots.push_back(std::move(of));
  }
  return options;
}

Host::Options options_from(const Setup& setup) {
  Host::Options options;
  options.data = setup.config.data;
  if (const auto& server = setup.config.server) {
    options.listen = Listen{server->address, server->port};
    options.public_url = server->public_url;
  }
  for (const auto& portal : setup.config.portals) {
    auto of = portal_options(setup, portal);
    if (of.bots.empty())
      log(Level::warn, "host", portal.name + ": no bot is to run on this portal");
    else
      options.portals.push_back(std::move(of));
  }
  return options;
}

/// What is about to start where, for the log.
void announce(const Setup& setup) {
  for (const auto& portal : setup.config.portals) {
    const auto shown = portal.address ? portal.address->shown : portal.name;
    for (const auto& bot : bots_on(setup, portal))
      log(Level::info, "host", fmt::format("starting {} on {}", bot.script, shown));
  }
}

}  // namespace

int run(const Settings& settings) {
  const auto setup = setup_of(settings);
  if (!setup) return report(setup.error(), usage);

  if (const auto checked = check_sandbox(setup->config.require_sandbox); !checked)
    return report(checked.error(), usage);

  SystemLoop loop;
  int status = done;
  announce(*setup);
  Host host(loop, options_from(*setup),
            {[](Bot& bot) {
               const auto& of = bot.identity();
               log(Level::info, "host",
                   fmt::format("ready: {} is bot {} on {}", of.code, of.bot_id, of.portal));
             },
             [](const Error& error) { report(error); },
             [&] {
               status = failed;
               loop.stop();
             }});

  bool stopping = false;
  const auto signals = loop.on_signal({SIGINT, SIGTERM}, [&](int) {
    if (std::exchange(stopping, true)) {
      log(Level::warn, "host", "stopping at once; what is unfinished continues at the next start");
      return loop.stop();
    }
    log(Level::info, "host", "stopping: running handlers finish first, 10 s at most");
    host.stop([&] { loop.stop(); });
  });
  if (const auto started = host.start(); !started) return report(started.error());
  loop.run();
  if (status == done) log(Level::info, "host", "stopped");
  return status;
}

}  // namespace luabot::cli
