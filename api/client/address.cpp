#include <charconv>
#include <cmath>
#include <limits>

#include <arpa/inet.h>
#include <curl/curl.h>

#include "api/client/client.h"

namespace luabot::client {
namespace {

constexpr auto form = "An inbound webhook's address looks like https://acme.bitrix24.com/rest/1/token/.";

Error bad_address(std::string what, std::string hint = form) {
  return {"BAD_ADDRESS", std::move(what), "portal address", std::move(hint)};
}

/// One part of the parsed URL; empty when there is none.
std::string part(CURLU* url, CURLUPart what) {
  char* text = nullptr;
  if (curl_url_get(url, what, &text, 0) != CURLUE_OK) return {};
  std::string copy(text);
  curl_free(text);
  return copy;
}

bool is_loopback(const std::string& host) {
  if (host == "localhost" || host == "[::1]") return true;
  in_addr v4{};
  return inet_pton(AF_INET, host.c_str(), &v4) == 1 && (ntohl(v4.s_addr) >> 24U) == 127;
}

bool only(std::string_view text, bool (*allowed)(char)) {
  for (const char c : text)
    if (!allowed(c)) return false;
  return !text.empty();
}

bool digit(char c) {
  return c >= '0' && c <= '9';
}

bool token_char(char c) {
  return digit(c) || (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || c == '_' || c == '-';
}

struct Webhook {
  std::string before;  ///< up to and with the user's id and a slash
  std::string token;
};

/// Takes ".../rest/1/token/" apart.
Result<Webhook> parse_path(const std::string& path) {
  constexpr std::string_view rest = "/rest/";
  const auto at = path.find(rest);
  if (at == std::string::npos) return bad_address("there is no /rest/ in the path");
  const auto user = at + rest.size();
  const auto slash = path.find('/', user);
  if (!only(std::string_view(path).substr(user, slash - user), digit))
    return bad_address("the user's number does not follow /rest/");
  const auto begin = slash == std::string::npos ? path.size() : slash + 1;
  const auto end = std::min(path.find('/', begin), path.size());
  Webhook found{path.substr(0, begin), path.substr(begin, end - begin)};
  if (found.token.empty()) return bad_address("the token is missing");
  if (!only(found.token, token_char)) return bad_address("the token holds a character that no token has");
  if (path.size() > end + 1)
    return bad_address("something follows the token", "Leave the method name out: end with the token.");
  return found;
}

bool number(std::string_view text, double& value) {
  const auto* end = text.data() + text.size();
  const auto read = std::from_chars(text.data(), end, value);
  return read.ec == std::errc() && read.ptr == end && std::isfinite(value);
}

/// What a webhook's address and an endpoint have in common.
struct Url {
  std::string scheme;
  std::string host;  ///< with the port if there is one
  std::string path;
  bool loopback = false;
};

/// The text is kept out of every error: whatever is wrong with it, it may hold a token.
Result<Url> parse_url(std::string_view text) {
  if (text.empty()) return bad_address("it is empty");
  const std::unique_ptr<CURLU, decltype(&curl_url_cleanup)> parsed(curl_url(), &curl_url_cleanup);
  if (curl_url_set(parsed.get(), CURLUPART_URL, std::string(text).c_str(), CURLU_NON_SUPPORT_SCHEME) !=
      CURLUE_OK)
    return bad_address("it is not a URL");
  Url url{part(parsed.get(), CURLUPART_SCHEME), part(parsed.get(), CURLUPART_HOST),
          part(parsed.get(), CURLUPART_PATH)};
  const auto port = part(parsed.get(), CURLUPART_PORT);
  url.loopback = is_loopback(url.host);
  if (url.scheme != "https" && url.scheme != "http") return bad_address("it does not begin with https://");
  if (url.scheme == "http" && !url.loopback)
    return bad_address("http would send the token in clear text to " + url.host,
                       "Use https; plain http is for loopback addresses only.");
  if (!part(parsed.get(), CURLUPART_USER).empty() || !part(parsed.get(), CURLUPART_PASSWORD).empty())
    return bad_address("it has a user name in front of the host");
  if (!part(parsed.get(), CURLUPART_QUERY).empty() || !part(parsed.get(), CURLUPART_FRAGMENT).empty())
    return bad_address("it goes on after the path", "Leave out everything from the ? or # on.");
  if (!port.empty()) url.host.append(":").append(port);
  return url;
}

}  // namespace

Result<Address> parse_address(std::string_view text) {
  const auto url = parse_url(text);
  if (!url) return url.error();
  auto webhook = parse_path(url->path);
  if (!webhook) return webhook.error();
  const auto before = url->scheme + "://" + url->host + webhook->before;
  return Address{Secret(before + webhook->token + "/", webhook->token), before + "***/", url->host,
                 url->loopback};
}

Result<Endpoint> parse_endpoint(std::string_view text) {
  auto url = parse_url(text);
  if (!url) return url.error();
  return Endpoint{url->scheme + "://" + url->host + url->path, url->host, url->loopback};
}

Result<Limit> parse_limit(std::string_view text) {
  if (text == "standard") return Limit{50, 2};
  if (text == "enterprise") return Limit{250, 5};
  if (text == "none")
    return Limit{std::numeric_limits<double>::infinity(), std::numeric_limits<double>::infinity()};
  const auto colon = text.find(':');
  Limit limit;
  if (colon == std::string_view::npos || !number(text.substr(0, colon), limit.burst) ||
      !number(text.substr(colon + 1), limit.rate) || limit.burst < 1 || limit.rate <= 0)
    return Error{"BAD_LIMIT", std::string(text) + " is no limit", "limit",
                 "Say standard, enterprise, none, or BURST:RATE such as 50:2."};
  return limit;
}

}  // namespace luabot::client
