#include "runtime/runs/rest_call.h"

#include <fmt/core.h>
#include <nlohmann/json.hpp>

#include "api/base/secret.h"
#include "api/base/uuid.h"
#include "api/catalog/catalog.h"

namespace luabot {
namespace {

constexpr double longest_timeout = 600;

Error unknown_method(const std::string& name) {
  const std::string near = catalog::suggest(name);
  return {"UNKNOWN_METHOD", "no such method in the catalog", name,
          near.empty() ? fmt::format("If the portal has it: b24.call(\"{}\", …).", name)
                       : fmt::format("Did you mean {}?", near)};
}

/// PHP reads names in either case, so a script may have given the value already.
bool gives(const Json& object, const char* camel, const char* upper) {
  return object.contains(camel) || object.contains(upper);
}

Result<void> read_options(const std::string& text, client::Call& call, bool& named) {
  if (text.empty()) return {};
  const Json options = Json::parse(text, nullptr, false);
  if (!options.is_object()) return Error{"BAD_OPTIONS", "the options of a call are a table", call.method};
  for (const auto& [name, value] : options.items()) {
    if (name == "named") {
      named = value.is_boolean() && value.get<bool>();
    } else if (name == "retry") {
      if (value != "always") return Error{"BAD_OPTIONS", "retry: only \"always\" is known", call.method};
      call.repeat_always = true;
    } else if (name == "timeout") {
      if (!value.is_number() || value.get<double>() <= 0 || value.get<double>() > longest_timeout)
        return Error{"BAD_OPTIONS", "timeout: seconds, more than 0 and at most 600", call.method};
      call.timeout = std::chrono::duration_cast<Duration>(std::chrono::duration<double>(value.get<double>()));
    } else {
      return Error{"BAD_OPTIONS", fmt::format("unknown option '{}'", name), call.method,
                   "Options are retry and timeout."};
    }
  }
  return {};
}

/// Fills in whose call it is, unless the script said so. Bot.get by `code` must not name a bot by its id too.
void fill_in_bot(const catalog::Method& method, const BotIdentity& bot, Json& params) {
  const bool by_code = method.name == "imbot.v2.Bot.get" && gives(params, "code", "CODE");
  if (method.takes_bot && !by_code && !gives(params, "botId", "BOT_ID")) params["botId"] = bot.bot_id;
  if (method.takes_token && !gives(params, "botToken", "BOT_TOKEN")) params["botToken"] = bot.token.reveal();
}

/// Gives a message the key by which the portal drops repeats, unless the script gave one.
void deduplicate(Json& params, const std::string& event, std::uint32_t step) {
  Json& fields = params["fields"];
  if (fields.is_object() && !fields.contains("templateId"))
    fields["templateId"] = uuid_of(fmt::format("{}#{}", event, step));
}

}  // namespace

Result<RestCall> prepare_rest_call(const wire::Call& asked, const BotIdentity& bot,
                                   const std::string& event) {
  RestCall made;
  client::Call& call = made.call;
  call.method = asked.op;
  call.priority = client::Priority::answer;

  bool named = false;
  if (auto read = read_options(asked.options, call, named); !read) return read.error();
  Json params = asked.params.empty() ? Json::object() : Json::parse(asked.params, nullptr, false);
  if (!params.is_discarded() && params.empty()) params = Json::object();  // an empty list is an empty table
  if (!params.is_object()) return Error{"BAD_PARAMS", "parameters are a table with names", call.method};

  const catalog::Method* method = catalog::find(asked.op);
  if (method == nullptr) {
    if (named) return unknown_method(asked.op);
    call.params = params.dump();
    return made;
  }
  call.method = method->name;
  fill_in_bot(*method, bot, params);
  if (method->described) {
    auto checked = catalog::check(*method, params);
    if (!checked) return checked.error();
    made.warnings = std::move(*checked);
  }
  if (method->repeat == catalog::Repeat::deduplicated) deduplicate(params, event, asked.step);
  call.repeat = catalog::repeat_of(*method, params);  // a system message may not be repeated
  call.params = params.dump(-1, ' ', false, Json::error_handler_t::replace);
  return made;
}

std::string script_error(const Error& error, const std::string& method) {
  std::string description = error.what;
  if (!error.hint.empty()) description += ". " + error.hint;
  return Json{{"code", error.code},
              {"description", redact(description)},
              {"status", error.status},
              {"method", method}}
      .dump(-1, ' ', false, Json::error_handler_t::replace);
}

}  // namespace luabot
