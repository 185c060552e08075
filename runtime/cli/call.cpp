#include <cstdio>

#include <nlohmann/json.hpp>

#include "api/base/log.h"
#include "api/base/system_loop.h"
#include "api/catalog/catalog.h"
#include "api/client/client.h"
#include "runtime/cli/settings.h"
#include "runtime/config/secret_source.h"

namespace luabot::cli {
namespace {

/// Puts `fields.message=hi` into {"fields": {"message": "hi"}}. A value that is JSON other than a text is
/// taken as such.
Result<void> put(Json& params, const std::string& param) {
  const auto equals = param.find('=');
  if (equals == std::string::npos || equals == 0)
    return Error{"USAGE", "a parameter is key=value", param, "For example dialogId=chat5 fields.message=hi"};
  Json* at = &params;
  for (std::size_t from = 0; from < equals;) {
    const std::size_t dot = std::min(param.find('.', from), equals);
    if (!at->is_object()) {
      if (!at->is_null())
        return Error{"USAGE", "this key is given a value and keys of its own", param.substr(0, from - 1)};
      *at = Json::object();
    }
    at = &(*at)[param.substr(from, dot - from)];
    from = dot + 1;
  }
  const std::string text = param.substr(equals + 1);
  Json value = Json::parse(text, nullptr, false);
  *at = value.is_discarded() ? Json(text) : std::move(value);
  return {};
}

}  // namespace

int call(const Settings& settings) {
  auto url = config::resolve_secret(settings.portal);
  if (!url) return report(url.error(), usage);
  auto address = client::parse_address(*url);
  if (!address) return report(address.error(), usage);
  auto limit = client::parse_limit(settings.limit.empty() ? "standard" : settings.limit);
  if (!limit) return report(limit.error(), usage);
  auto token = config::resolve_secret(settings.bot_token);
  if (!token) return report(token.error(), usage);
  const Secret bot_token(*token);

  Json params = Json::object();
  for (const auto& param : settings.params)
    if (auto placed = put(params, param); !placed) return report(placed.error(), usage);

  client::Call call;
  call.method = settings.method;
  if (const auto* method = catalog::find(settings.method)) {
    call.method = method->name;
    if (method->takes_token && !bot_token.empty() && !params.contains("botToken"))
      params["botToken"] = bot_token.reveal();
    const auto checked = catalog::check(*method, params);
    if (!checked) return report(checked.error());
    for (const auto& warning : *checked) log(Level::warn, "call", warning);
    call.repeat = catalog::repeat_of(*method, params);
  } else if (const auto near = catalog::suggest(settings.method); !near.empty()) {
    log(Level::warn, "call", settings.method + " is not in the catalog; did you mean " + near + "?");
  }
  call.params = params.dump(-1, ' ', false, Json::error_handler_t::replace);

  SystemLoop loop;
  int status = failed;
  client::Client client(loop, *address, *limit);
  const Handle under_way = client.call(std::move(call), [&](Result<client::Answer> answer) {
    if (answer) {
      std::printf("%s\n",
                  Json::parse(answer->result()).dump(2, ' ', false, Json::error_handler_t::replace).c_str());
      status = done;
    } else {
      status = report(answer.error());
    }
    loop.stop();
  });
  loop.run();
  return status;
}

}  // namespace luabot::cli
