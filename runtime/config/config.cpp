#include "runtime/config/config.h"

#include <charconv>
#include <filesystem>
#include <fstream>
#include <iterator>

#include <arpa/inet.h>
#include <fmt/core.h>

#include "runtime/config/portals.h"
#include "runtime/config/section.h"
#include "runtime/config/values.h"

namespace luabot::config {
namespace {

constexpr std::size_t longest_token = 40;  // Bitrix24 documentation, imbot.v2.Bot.register

bool is_ip(const std::string& address) {
  in6_addr ignored{};
  return inet_pton(AF_INET, address.c_str(), &ignored) == 1 ||
         inet_pton(AF_INET6, address.c_str(), &ignored) == 1;
}

bool is_public(const std::string& url) {
  const bool plain = url.starts_with("http://127.") || url.starts_with("http://localhost") ||
                     url.starts_with("http://[::1]");
  const auto host = url.find("://");
  return (plain || url.starts_with("https://")) && host + 3 < url.size() && url[host + 3] != '/' &&
         url.find_first_of("?#@ ") == std::string::npos;
}

std::optional<Server> server_of(const Section& top) {
  const auto* table = top.table("server", "Write [server].");
  if (table == nullptr) return std::nullopt;
  const Section section(top.source(), *table, "[server]", {"listen", "public_url"});
  auto server = parse_listen(section.required_text("listen", "For example listen = \"127.0.0.1:8024\"."));
  if (!server) section.refuse("listen", server.error().what, server.error().hint);
  if (const auto text = section.text("public_url")) {
    auto url = parse_public_url(*text);
    if (!url) section.refuse("public_url", url.error().what, url.error().hint);
    server->public_url = std::move(*url);
  }
  return std::move(*server);
}

Delivery delivery_of(const Section& section) {
  const auto events = section.text("events").value_or("fetch");
  if (events == "fetch") return Delivery::fetch;
  if (events != "webhook")
    section.refuse("events", fmt::format("{} is no way of delivery", events), "Say fetch or webhook.");
  return Delivery::webhook;
}

const Portal* portal_of(const Section& section, const Config& config, const std::string& name) {
  std::vector<std::string_view> names;
  for (const auto& portal : config.portals) {
    if (portal.name == name) return &portal;
    names.push_back(portal.name);
  }
  const auto meant = nearest(name, names);
  section.refuse(
      "portal", fmt::format("there is no portal {}", name),
      meant.empty() ? "Give it a [[portal]] with that name." : fmt::format("Did you mean {}?", meant));
}

Bot bot_of(const Section& section, const Config& config) {
  if (section.find("limits") != nullptr)
    section.refuse("limits", "this version cannot enforce limits of a worker",
                   "Leave it out, so that nobody relies on it.");
  Bot bot;
  bot.where = section.where();
  bot.script =
      section.source().path(section.required_text("script", "A folder with main.lua, or one .lua file."));
  bot.portal = section.text("portal").value_or("");
  const auto* portal = bot.portal.empty() ? nullptr : portal_of(section, config, bot.portal);
  bot.events = delivery_of(section);
  if (bot.events == Delivery::webhook && (!config.server || config.server->public_url.empty()))
    section.refuse("events", "pushed events need an address that they can be sent to",
                   "Add [server] with listen and public_url.");
  bot.polling = polling_of(section);
  const auto token = section.secret_text("token");
  if (token.size() > longest_token)
    section.refuse("token", "a bot token has 40 characters at most",
                   "Bitrix24 takes no longer one; choose a shorter one.");
  if (!token.empty() && portal != nullptr && portal->oauth)
    section.refuse("token",
                   fmt::format("bots of an application have no token, and {} has oauth", portal->name),
                   "Leave it out.");
  bot.token = Secret(token);
  return bot;
}

Section top_of(const Source& source, const toml::table& table) {
  return {source, table, "top level", {"data", "require_sandbox", "server", "portal", "bot"}};
}

std::string data_of(const Source& source, const toml::table& table) {
  const auto data = top_of(source, table).text("data");
  return data ? source.path(*data) : std::string();
}

Config config_of(const Source& source, const toml::table& table) {
  const Section top = top_of(source, table);
  Config config;
  config.data = data_of(source, table);
  config.require_sandbox = top.flag("require_sandbox");
  config.server = server_of(top);
  config.portals = portals_of(top);
  for (const auto& portal : config.portals)
    if (portal.oauth && !portal.oauth->tokens && !config.server)
      throw Refused{{"BAD_CONFIG", "[[portal]]: oauth: there is nowhere for the installation to arrive",
                     portal.where,
                     "Add [server], or give member_id, endpoint, access_token and refresh_token."}};
  for (const auto* bot : tables_of(top, "bot"))
    config.bots.push_back(bot_of(
        Section(source, *bot, "[[bot]]", {"script", "portal", "events", "token", "poll", "limits"}), config));
  return config;
}

}  // namespace

Result<std::string> parse_public_url(std::string text) {
  if (!is_public(text))
    return Error{"BAD_CONFIG", "this is no address that portals can reach", "public URL",
                 "For example https://bots.example.com; plain http is for loopback addresses only."};
  while (text.ends_with('/')) text.pop_back();
  return text;
}

Result<Server> parse_listen(const std::string& text) {
  const Error wrong{"BAD_CONFIG", text + " is no address to listen on", "listen",
                    "An IP address and a port: 127.0.0.1:8024, [::1]:8024 or 0.0.0.0:8024."};
  const auto colon = text.rfind(':');
  if (colon == std::string::npos) return wrong;
  Server server;
  server.address = text.substr(0, colon);
  if (server.address.starts_with('[') && server.address.ends_with(']'))
    server.address = server.address.substr(1, server.address.size() - 2);
  else if (server.address.find(':') != std::string::npos)
    return wrong;
  const auto* end = text.data() + text.size();
  const auto read = std::from_chars(text.data() + colon + 1, end, server.port);
  if (read.ec != std::errc() || read.ptr != end || !is_ip(server.address)) return wrong;
  return server;
}

namespace {

template <class Value>
Result<Value> read_as(const std::string& file, Value (*made)(const Source&, const toml::table&)) {
  std::error_code error;
  std::ifstream in(file, std::ios::binary);
  if (!in || std::filesystem::is_directory(file, error))
    return Error{"BAD_CONFIG", "cannot read this file", file, "Name a luabot.toml with -c."};
  const std::string text{std::istreambuf_iterator<char>(in), {}};
  const Source source{file, std::filesystem::path(file).parent_path().string()};
  try {
    return made(source, toml::parse(text));
  } catch (const toml::parse_error& wrong) {
    return Error{"BAD_CONFIG", "this is not TOML: " + std::string(wrong.description()),
                 fmt::format("{}:{}", file, wrong.source().begin.line),
                 "https://toml.io says how to write it."};
  } catch (const Refused& refused) {
    return refused.error;
  }
}

}  // namespace

Result<Config> read(const std::string& file) {
  return read_as<Config>(file, config_of);
}

Result<std::string> read_data(const std::string& file) {
  return read_as<std::string>(file, data_of);
}

}  // namespace luabot::config
