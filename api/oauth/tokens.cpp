#include "api/oauth/tokens.h"

#include <algorithm>

#include <nlohmann/json.hpp>

namespace luabot::oauth {
namespace {

constexpr std::string_view rest = "/rest/";

Error bad(const std::string& what) {
  return {"BAD_TOKENS", what, "OAuth tokens"};
}

std::string text_of(const Json& from, const char* name) {
  const auto at = from.find(name);
  return at != from.end() && at->is_string() ? at->get<std::string>() : std::string();
}

}  // namespace

bool is_token(std::string_view text) {
  constexpr std::size_t shortest = 6;
  constexpr std::size_t longest = 512;
  return text.size() >= shortest && text.size() <= longest &&
         std::all_of(text.begin(), text.end(),
                     [](char c) { return c > ' ' && c < 0x7f && c != '"' && c != '\\'; });
}

bool is_member_id(std::string_view text) {
  constexpr std::size_t longest = 64;
  return !text.empty() && text.size() <= longest && std::all_of(text.begin(), text.end(), [](char c) {
    return (c >= '0' && c <= '9') || (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z');
  });
}

Result<Tokens> read_tokens(const Json& from) {
  if (!from.is_object()) return bad("they are no JSON object");
  Tokens tokens;
  tokens.member_id = text_of(from, "member_id");
  if (!is_member_id(tokens.member_id)) return bad("member_id is missing or malformed");
  auto endpoint = client::parse_endpoint(text_of(from, "client_endpoint"));
  if (!endpoint) return bad("client_endpoint: " + endpoint.error().what);
  tokens.endpoint = std::move(*endpoint);
  const auto& url = tokens.endpoint.url;
  if (url.size() < rest.size() || url.compare(url.size() - rest.size(), rest.size(), rest) != 0)
    return bad("client_endpoint does not end with /rest/");
  for (const auto& [name, to] :
       {std::pair{"access_token", &tokens.access_token}, std::pair{"refresh_token", &tokens.refresh_token}}) {
    const auto text = text_of(from, name);
    if (!is_token(text)) return bad(std::string(name) + " is missing or malformed");
    *to = Secret(text);
  }
  if (const auto text = text_of(from, "application_token"); !text.empty()) {
    if (!is_token(text)) return bad("application_token is malformed");
    tokens.application_token = Secret(text);
  }
  return tokens;
}

Json write_tokens(const Tokens& tokens) {
  return {{"member_id", tokens.member_id},
          {"client_endpoint", tokens.endpoint.url},
          {"access_token", tokens.access_token.reveal()},
          {"refresh_token", tokens.refresh_token.reveal()},
          {"application_token", tokens.application_token.reveal()}};
}

}  // namespace luabot::oauth
