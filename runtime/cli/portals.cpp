#include "runtime/cli/portals.h"

#include <filesystem>
#include <utility>

#include "runtime/config/secret_source.h"

namespace luabot::cli {
namespace {

bool same_path(const std::string& a, const std::string& b) {
  std::error_code ignored;
  const auto normal = [&](const std::string& path) {
    auto text = std::filesystem::weakly_canonical(path, ignored).string();
    if (text.ends_with('/')) text.pop_back();
    return text;
  };
  return normal(a) == normal(b);
}

/// The bots that the command line names, each as the file describes it where it does.
std::vector<config::Bot> chosen(const std::vector<std::string>& paths,
                                const std::vector<config::Bot>& described) {
  std::vector<config::Bot> bots;
  for (const auto& path : paths) {
    const auto before = bots.size();
    for (const auto& bot : described)
      if (same_path(bot.script, path)) bots.push_back(bot);
    if (bots.size() > before) continue;
    config::Bot bot;
    bot.script = path;
    bots.push_back(std::move(bot));
  }
  return bots;
}

/// --portal, which takes the place of all portals of the file.
Result<void> use_portal(const Settings& settings, Setup& setup) {
  auto url = config::resolve_secret(settings.portal);
  if (!url) return url.error();
  auto address = client::parse_address(*url);
  if (!address) return address.error();
  config::Portal portal;
  portal.address = std::move(*address);
  setup.config.portals = {std::move(portal)};
  for (auto& bot : setup.config.bots) bot.portal.clear();
  return {};
}

Result<void> use_token(const Settings& settings, Setup& setup) {
  auto token = config::resolve_secret(settings.bot_token);
  if (!token) return token.error();
  if (token->empty() || setup.config.bots.empty()) return {};
  if (token->size() > 40)
    return Error{"BAD_CONFIG", "a bot token has 40 characters at most", "--token (LUABOT_BOT_TOKEN)"};
  if (setup.config.bots.size() > 1)
    return Error{"BAD_CONFIG", "it is of one bot, and there are several", "--token (LUABOT_BOT_TOKEN)",
                 "Give each its token in luabot.toml."};
  setup.config.bots.front().token = Secret(*token);
  return {};
}

/// --poll, for all bots.
Result<void> use_polling(const Settings& settings, Setup& setup) {
  if (settings.poll.empty()) return {};
  const auto polling = config::parse_polling(settings.poll);
  if (!polling) return polling.error();
  for (auto& bot : setup.config.bots) bot.polling = *polling;
  return {};
}

/// --listen, --public-url, --events and --application-token.
Result<void> use_delivery(const Settings& settings, Setup& setup) {
  if (!settings.listen.empty()) {
    auto server = config::parse_listen(settings.listen);
    if (!server) return server.error();
    if (setup.config.server) server->public_url = setup.config.server->public_url;
    setup.config.server = std::move(*server);
  }
  if (!settings.public_url.empty()) {
    auto url = config::parse_public_url(settings.public_url);
    if (url && !setup.config.server)
      url = Error{
          "BAD_CONFIG", "it leads to an address that nothing listens on", {}, "Give --listen ADDRESS:PORT."};
    if (!url) {
      Error error = url.error();
      error.where = "--public-url (LUABOT_PUBLIC_URL)";
      return error;
    }
    setup.config.server->public_url = std::move(*url);
  }
  const bool reachable = setup.config.server && !setup.config.server->public_url.empty();
  if (!settings.events.empty()) {
    const bool webhook = settings.events == "webhook";
    if (webhook && !reachable)
      return Error{"BAD_CONFIG", "pushed events need an address to listen on and the URL that leads to it",
                   "--events webhook", "Give --listen ADDRESS:PORT and --public-url URL."};
    for (auto& bot : setup.config.bots)
      bot.events = webhook ? config::Delivery::webhook : config::Delivery::fetch;
  }
  auto token = config::resolve_secret(settings.application_token);
  if (!token) return token.error();
  if (!token->empty())
    for (auto& portal : setup.config.portals) portal.application_token = Secret(*token);
  return {};
}

Error missing(const std::string& what, const std::string& hint) {
  return {"USAGE", what, {}, hint};
}

}  // namespace

Result<Setup> setup_of(const Settings& settings, bool with_bots) {
  Setup setup;
  if (!settings.config.empty()) {
    auto read = config::read(settings.config);
    if (!read) return read.error();
    setup.config = std::move(*read);
    setup.named = true;
  }
  for (const auto& path : settings.paths)
    if (path.find("://") != std::string::npos)
      return Error{"USAGE", "an address is not a PATH", {}, "The portal's webhook goes behind --portal."};
  if (!settings.paths.empty()) setup.config.bots = chosen(settings.paths, setup.config.bots);
  if (!settings.data.empty()) setup.config.data = settings.data;
  if (setup.config.data.empty()) setup.config.data = default_data;
  if (settings.require_sandbox) setup.config.require_sandbox = *settings.require_sandbox;
  if (!settings.portal.empty()) {
    if (auto used = use_portal(settings, setup); !used) return used.error();
    setup.named = false;
  }
  if (!settings.limit.empty()) {
    auto limit = client::parse_limit(settings.limit);
    if (!limit) return limit.error();
    for (auto& portal : setup.config.portals) portal.limit = *limit;
  }
  if (setup.config.portals.empty())
    return missing("no portal is named",
                   "Give --portal (LUABOT_PORTAL), or a luabot.toml with a [[portal]].");
  if (with_bots && setup.config.bots.empty())
    return missing("no bot is named", "Give its PATH, or a luabot.toml with a [[bot]].");
  if (auto used = use_polling(settings, setup); !used) return used.error();
  if (auto used = use_delivery(settings, setup); !used) return used.error();
  if (auto used = use_token(settings, setup); !used) return used.error();
  return setup;
}

std::vector<config::Bot> bots_on(const Setup& setup, const config::Portal& portal) {
  std::vector<config::Bot> bots;
  for (const auto& bot : setup.config.bots)
    if (bot.portal.empty() || bot.portal == portal.name) bots.push_back(bot);
  return bots;
}

}  // namespace luabot::cli
