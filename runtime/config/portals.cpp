#include "runtime/config/portals.h"

#include <algorithm>

#include <fmt/core.h>
#include <nlohmann/json.hpp>

#include "api/client/buckets.h"
#include "runtime/config/values.h"

namespace luabot::config {
namespace {

constexpr std::size_t longest_name = 64;

bool is_name(std::string_view name) {
  return name.size() <= longest_name && name.front() != '.' &&
         std::all_of(name.begin(), name.end(), [](char c) {
           return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '-' ||
                  c == '_' || c == '.';
         });
}

/// The tokens of an installation elsewhere, for the first start.
std::optional<oauth::Tokens> tokens_of(const Section& section) {
  if (section.find("access_token") == nullptr && section.find("refresh_token") == nullptr &&
      section.find("endpoint") == nullptr && section.find("application_token") == nullptr)
    return std::nullopt;
  for (const char* key : {"member_id", "endpoint", "access_token", "refresh_token"})
    if (section.find(key) == nullptr)
      section.refuse_whole(
          fmt::format("{} is missing", key),
          "member_id, endpoint, access_token and refresh_token belong together; left out, they "
          "come with the installation.");
  auto tokens = oauth::read_tokens({{"member_id", section.text("member_id").value_or("")},
                                    {"client_endpoint", section.text("endpoint").value_or("")},
                                    {"access_token", section.secret_text("access_token")},
                                    {"refresh_token", section.secret_text("refresh_token")},
                                    {"application_token", section.secret_text("application_token")}});
  if (!tokens)
    section.refuse_whole(tokens.error().what, "Take all of them from one installation of the application.");
  return std::move(*tokens);
}

OAuth oauth_of(const Section& portal, const toml::table& table) {
  const Section section(portal.source(), table, "oauth",
                        {"client_id", "client_secret", "server", "member_id", "endpoint", "access_token",
                         "refresh_token", "application_token"});
  constexpr const char* both = "client_id and client_secret are on the application's page in Bitrix24.";
  OAuth oauth;
  oauth.application.client_id = section.secret_text("client_id");
  if (oauth.application.client_id.empty()) section.refuse_whole("client_id is missing", both);
  oauth.application.client_secret = section.required_secret("client_secret", both);
  if (const auto server = section.text("server")) {
    const auto endpoint = client::parse_endpoint(*server);
    if (!endpoint) section.refuse("server", endpoint.error().what, endpoint.error().hint);
    oauth.application.server = *server;
  }
  oauth.member_id = section.text("member_id").value_or("");
  oauth.tokens = tokens_of(section);
  return oauth;
}

Portal portal_of(const Section& section) {
  Portal portal;
  portal.where = section.where();
  portal.name = section.required_text("name", "It names the portal in this file, in logs and below data.");
  if (!is_name(portal.name))
    section.refuse("name", portal.name + " is no name",
                   "Letters, digits, '-', '_' and '.', 64 at most, not beginning with '.'.");
  portal.limit = limit_of(section);
  const auto* oauth = section.table("oauth", "oauth = { client_id = …, client_secret = … }");
  const bool by_webhook = section.find("url") != nullptr;
  if (by_webhook == (oauth != nullptr))
    section.refuse_whole(by_webhook ? "it has url and oauth" : "it has neither url nor oauth",
                         "Give either the inbound webhook's url or the application's oauth.");
  if (oauth != nullptr) {
    if (section.find("application_token") != nullptr)
      section.refuse("application_token", "an application's comes with its installation",
                     "Leave it out, or write it into oauth = { … }.");
    portal.oauth = oauth_of(section, *oauth);
    return portal;
  }
  auto address = client::parse_address(section.secret_text("url"));
  if (!address) section.refuse("url", address.error().what, address.error().hint);
  portal.address = std::move(*address);
  portal.application_token = Secret(section.secret_text("application_token"));
  return portal;
}

}  // namespace

std::vector<const toml::table*> tables_of(const Section& top, const char* name) {
  std::vector<const toml::table*> tables;
  const auto* node = top.find(name);
  if (node == nullptr) return tables;
  const auto* array = node->as_array();
  const auto hint = fmt::format("There may be several: write [[{}]].", name);
  if (array == nullptr) top.source().refuse(*node, fmt::format("{} is a list of tables", name), hint);
  for (const auto& one : *array) {
    if (!one.is_table()) top.source().refuse(one, fmt::format("{} is a list of tables", name), hint);
    tables.push_back(one.as_table());
  }
  return tables;
}

std::vector<Portal> portals_of(const Section& top) {
  std::vector<Portal> portals;
  for (const auto* table : tables_of(top, "portal")) {
    const Section section(top.source(), *table, "[[portal]]",
                          {"name", "url", "limit", "oauth", "application_token"});
    auto portal = portal_of(section);
    for (const auto& other : portals) {
      if (other.name == portal.name)
        section.refuse("name", fmt::format("another portal is called {} too ({})", other.name, other.where),
                       "Give each portal a name of its own.");
      // Each [[portal]] asks for its bots' events: one bot in two of them would lose some to the other.
      if (portal.address && other.address &&
          client::canonical_host(other.address->host) == client::canonical_host(portal.address->host))
        section.refuse(
            "url", fmt::format("{} is the portal {} too ({})", portal.address->host, other.name, other.where),
            "Name a portal once; all its bots can use the same webhook.");
    }
    portals.push_back(std::move(portal));
  }
  return portals;
}

}  // namespace luabot::config
