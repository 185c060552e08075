#include "runtime/runs/batch_call.h"

#include <fmt/core.h>

#include "api/form/form.h"
#include "runtime/runs/prepare.h"

namespace luabot {
namespace {

// PHP cuts what is beyond max_input_vars (php.net: 1,000), and a portal takes no body much longer than this.
constexpr std::size_t most_values = 1'000;
constexpr std::size_t largest_body = 1'000'000;

Error refused(const std::string& name, const Error& why) {
  Error error = why;
  error.what = fmt::format("cmd.{}: {}: {}", name, why.where, why.what);
  return error;
}

Error refused(const std::string& name, std::string_view method, const std::string& why) {
  return {"BAD_PARAMS", fmt::format("cmd.{}: {}: {}", name, method, why), std::string(method),
          "Make this call alone."};
}

/// Whether a whole batch may be repeated: when each of its calls may. What only reads may go out before the
/// answers so far are committed.
catalog::Repeat weaker(catalog::Repeat all, catalog::Repeat one) {
  if (all == catalog::Repeat::once || one == catalog::Repeat::once) return catalog::Repeat::once;
  return all == catalog::Repeat::read && one == catalog::Repeat::read ? all : catalog::Repeat::idempotent;
}

/// The form "method?a=1&b=2" of one call, in which types are lost.
Result<std::string> command(const std::string& name, const PreparedParams& call) {
  if (!call.batchable) return refused(name, call.method, "this method may not be called in a batch");
  if (const auto path = form::unsayable(call.params))
    return refused(name, call.method,
                   fmt::format("{}: a batch cannot carry a null or an empty table", *path));
  if (form::count(call.params) >= most_values)
    return refused(name, call.method, fmt::format("more than {} values", most_values - 1));
  return call.method + "?" + form::encode(call.params);
}

}  // namespace

Result<RestCall> prepare_batch_call(const wire::Call& asked, const BotIdentity& bot,
                                    const std::string& event) {
  RestCall made;
  made.call.method = "batch";
  made.call.priority = client::Priority::answer;
  made.call.repeat = catalog::Repeat::read;
  if (auto read = read_options(asked, made); !read) return read.error();
  const Json params = Json::parse(asked.params, nullptr, false);
  if (!params.is_object() || !params.value("order", Json()).is_array() ||
      !params.value("cmd", Json()).is_object())
    return Error{"BAD_PARAMS", "calls by name are needed", made.call.method};

  // By hand, since a Json object sorts its keys and the portal makes the calls in the order in which they
  // come.
  std::string body = R"({"cmd":{)";
  for (const auto& entry : params["order"]) {
    const auto name = entry.get<std::string>();
    const auto& source = params["cmd"].at(name);
    auto prepared = prepare_params({.method = source.at("method").get<std::string>(),
                                    .params = source.at("params"),
                                    .key = fmt::format("{}#{}.{}", event, asked.step, name),
                                    .references = true},
                                   bot);
    if (!prepared) return refused(name, prepared.error());
    for (const auto& warning : prepared->warnings)
      made.warnings.push_back(fmt::format("cmd.{}: {}: {}", name, prepared->method, warning));
    made.call.repeat = weaker(made.call.repeat, prepared->repeat);
    auto text = command(name, *prepared);
    if (!text) return text.error();
    if (body.back() != '{') body += ',';
    body.append(Json(name).dump()).append(":").append(Json(*text).dump());
  }
  body += params.value("halt", false) ? R"(},"halt":1})" : R"(},"halt":0})";
  if (body.size() > largest_body)
    return Error{"BAD_PARAMS", fmt::format("a batch of {} bytes; the portal takes about 1 MB", body.size()),
                 made.call.method, "Make several batches of it."};
  made.call.params = std::move(body);
  return made;
}

}  // namespace luabot
