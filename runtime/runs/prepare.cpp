#include "runtime/runs/prepare.h"

#include <string>

#include <fmt/core.h>

#include "api/base/secret.h"
#include "api/base/uuid.h"

namespace luabot {
namespace {

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

/// Fills in whose call it is, unless the script said so. Bot.get by `code` must not name a bot by its id too.
void fill_in_bot(const catalog::Method& method, const BotIdentity& bot, Json& params) {
  const bool by_code = method.name == "imbot.v2.Bot.get" && gives(params, "code", "CODE");
  if (method.takes_bot && !by_code && !gives(params, "botId", "BOT_ID")) params["botId"] = bot.bot_id;
  if (method.takes_token && !bot.token.empty() && !gives(params, "botToken", "BOT_TOKEN"))
    params["botToken"] = bot.token.reveal();
}

/// Whether the call is about this bot and not another. PHP takes a number's digits for the number.
bool is_own(const BotIdentity& bot, const Json& params) {
  for (const char* name : {"botId", "BOT_ID"}) {
    const auto at = params.find(name);
    if (at == params.end()) continue;
    return at->is_string() ? at->get_ref<const std::string&>() == std::to_string(bot.bot_id)
                           : *at == bot.bot_id;
  }
  return true;
}

/// Events below an `offset` are the portal's no longer: the host says it when they are in the journal.
bool confirms_events(const catalog::Method& method, const BotIdentity& bot, const Json& params) {
  return method.name == "imbot.v2.Event.get" && gives(params, "offset", "OFFSET") && is_own(bot, params);
}

/// Gives a message the key by which the portal drops repeats, unless the script gave one.
void deduplicate(Json& params, const std::string& key) {
  Json& fields = params["fields"];
  if (fields.is_object() && !fields.contains("templateId")) fields["templateId"] = uuid_of(key);
}

}  // namespace

Result<PreparedParams> prepare_params(AskedMethod asked, const BotIdentity& bot) {
  PreparedParams made;
  made.method = asked.method;
  made.params = std::move(asked.params);
  Json& params = made.params;
  if (!params.is_discarded() && params.empty()) params = Json::object();  // an empty list is an empty table
  if (!params.is_object()) return Error{"BAD_PARAMS", "parameters are a table with names", asked.method};

  const catalog::Method* method = catalog::find(asked.method);
  if (method == nullptr) {
    if (asked.named) return unknown_method(asked.method);
    return made;
  }
  made.method = method->name;
  made.batchable = method->batchable;
  made.disposable = method->disposable;
  fill_in_bot(*method, bot, params);
  const auto references = asked.references ? catalog::References::taken : catalog::References::unknown;
  auto checked = catalog::check(*method, params, references);
  if (!checked) return checked.error();
  made.warnings = std::move(*checked);
  if (confirms_events(*method, bot, params))
    return Error{"BAD_PARAMS", "offset: it confirms the bot's events, which the host does", made.method,
                 "Handle them with bot:on."};
  if (method->repeat == catalog::Repeat::deduplicated) deduplicate(params, asked.key);
  made.repeat = catalog::repeat_of(*method, params);  // a system message may not be repeated
  return made;
}

}  // namespace luabot
