#include "api/emulator/rest.h"

#include <utility>
#include <vector>

#include <nlohmann/json.hpp>

#include "api/emulator/text.h"
#include "api/form/form.h"

namespace luabot::emulator {
namespace {

using Ordered = nlohmann::ordered_json;

constexpr std::string_view prefix = "/rest/";
constexpr std::size_t most_form = 450u << 20;  // a file of 100 MiB in base64, percent-encoded

bool is_json(const http::Request& request) {
  return lower(request.content_type).find("json") != std::string::npos;
}

void cut_format(std::string& method) {
  for (const std::string_view format : {".json", ".xml"}) {
    if (method.size() > format.size() &&
        method.compare(method.size() - format.size(), format.size(), format) == 0) {
      method.erase(method.size() - format.size());
    }
  }
}

}  // namespace

Result<std::string> read_params(http::Request& request) {
  const bool json = is_json(request);
  if (request.query.empty() && json) return std::move(request.body);
  auto query = form::decode_text(request.query);
  if (!query) return query.error();
  if (request.body.empty()) return query;
  auto body = json ? Result<std::string>(std::move(request.body))
                   : form::decode_text(request.body, {.bytes = most_form});
  if (!body || request.query.empty()) return body;
  auto merged = Ordered::parse(*query, nullptr, false);
  const auto added = Ordered::parse(*body, nullptr, false);
  if (!added.is_object()) return query;
  for (const auto& [key, value] : added.items()) merged[key] = value;
  return merged.dump(-1, ' ', false, Ordered::error_handler_t::replace);
}

Result<Incoming> read_rest(http::Request request) {
  std::vector<std::string> parts;
  std::string_view rest = request.path;
  rest.remove_prefix(std::min(prefix.size(), rest.size()));
  while (!rest.empty()) {
    const auto slash = std::min(rest.find('/'), rest.size());
    if (slash > 0) parts.emplace_back(rest.substr(0, slash));
    rest.remove_prefix(std::min(slash + 1, rest.size()));
  }
  // REST 3 has its methods under /rest/api/, and they are the same here.
  if (parts.size() > 1 && parts[0] == "api") parts.erase(parts.begin());
  Incoming out;
  out.application = parts.size() == 1;
  if (parts.size() >= 3) {
    out.user = parts[0];
    out.token = parts[1];
  }
  if (!parts.empty()) out.method = form::unescape(parts.back());
  cut_format(out.method);
  auto params = read_params(request);
  if (!params) return params.error();
  out.params = std::move(*params);
  constexpr std::string_view bearer = "Bearer ";
  if (out.application && request.authorization.compare(0, bearer.size(), bearer) == 0)
    out.access_token = request.authorization.substr(bearer.size());
  out.peer = std::move(request.peer);
  return out;
}

http::Response to_http(Answer answer) {
  http::Response out;
  out.status = answer.status;
  out.content_type = std::move(answer.content_type);
  out.body = std::move(answer.body);
  if (answer.delivery == Answer::Delivery::reset) out.delivery = http::Delivery::reset;
  if (answer.delivery == Answer::Delivery::truncated) out.delivery = http::Delivery::truncated;
  return out;
}

}  // namespace luabot::emulator
