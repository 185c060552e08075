#pragma once
#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "api/base/error.h"
#include "api/base/secret.h"
#include "api/client/client.h"
#include "api/oauth/application.h"
#include "api/oauth/tokens.h"
#include "runtime/intake/polling.h"

namespace luabot::config {

/// `[server]`: where pushed events and installations arrive.
struct Server {
  std::string address;     ///< to listen on, an IP address
  std::uint16_t port = 0;  ///< 0 takes a free one
  std::string public_url;  ///< as portals reach it, without a slash at its end; empty when not given
};

/// `oauth = { … }` of a portal: the application, and the tokens of its installation where they are given.
struct OAuth {
  oauth::Application application;
  std::string member_id;                ///< the only portal that may install it; empty: whichever is first
  std::optional<oauth::Tokens> tokens;  ///< empty: they come with the installation
};

/// `[[portal]]`. Exactly one of `address` and `oauth` is given.
struct Portal {
  std::string name;  ///< letters, digits, "-", "_" and ".": names a directory and a path of the server
  std::optional<client::Address> address;  ///< of the inbound webhook
  std::optional<OAuth> oauth;
  client::Limit limit;
  Secret application_token{};  ///< what pushed events carry, where the bot's token does not tell
  std::string where{};         ///< "luabot.toml:7"
};

/// How events reach a bot.
enum class Delivery { fetch, webhook };

/// `[[bot]]`.
struct Bot {
  std::string script;  ///< a folder with main.lua, or one .lua file
  std::string portal;  ///< its name; empty: all of them
  Delivery events = Delivery::fetch;
  Secret token;                    ///< empty: one is made and kept
  std::optional<Polling> polling;  ///< empty: what suits the portal
  std::string where;               ///< "luabot.toml:12"
};

/// What a luabot.toml says.
struct Config {
  std::string data;              ///< directory of all state; empty when not given
  bool require_sandbox = false;  ///< run only where workers can give up system calls
  std::optional<Server> server;
  std::vector<Portal> portals;
  std::vector<Bot> bots;
};

/// Reads and checks a file; docs/configuration.md describes it. Paths in it are relative to its folder. An
/// error names file and line, and what to write instead.
[[nodiscard]] Result<Config> read(const std::string& file);

/// A URL that portals can reach: https, or http on this machine, and no more than a path behind the host.
/// Returned without slashes at its end.
[[nodiscard]] Result<std::string> parse_public_url(std::string text);

/// "MIN:MAX", such as 2s:15s.
[[nodiscard]] Result<Polling> parse_polling(const std::string& text);

/// `data` alone, empty when not given: for those who ask a host how it is doing and have not its secrets.
[[nodiscard]] Result<std::string> read_data(const std::string& file);

/// "ADDRESS:PORT", such as 127.0.0.1:8024 or [::1]:8024.
[[nodiscard]] Result<Server> parse_listen(const std::string& text);

}  // namespace luabot::config
