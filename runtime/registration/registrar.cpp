#include "runtime/registration/registrar.h"

#include <algorithm>
#include <utility>

#include <fmt/core.h>
#include <nlohmann/json.hpp>

#include "api/base/log.h"

namespace luabot {
namespace {

constexpr auto try_again = std::chrono::seconds(2);
constexpr auto patience = std::chrono::seconds(5);  // of the operator, who sees nothing else meanwhile

/// Each of these calls leaves the same state when it is repeated: the portal finds a bot by its code and a
/// command by its name (Bitrix24 documentation, Bot.register and Command.register).
client::Call repeatable(const char* method, const Json& params) {
  return {method, params.dump(-1, ' ', false, Json::error_handler_t::replace), catalog::Repeat::idempotent};
}

std::string text_of(const Json& object, const char* name) {
  const Json value = object.is_object() ? object.value(name, Json()) : Json();
  return value.is_string() ? value.get<std::string>() : std::string("?");
}

std::string hint_for(const std::string& code) {
  if (code == "BOT_CODE_ALREADY_TAKEN" || code == "BOT_OWNERSHIP_ERROR")
    return "Another application or token owns this code: choose another code, or give the bot's token as "
           "LUABOT_BOT_TOKEN.";
  if (code == "NO_AUTH_FOUND" || code == "INVALID_CREDENTIALS")
    return "The webhook's address is wrong or the webhook was deleted: copy it again from the portal.";
  if (code == "insufficient_scope") return "Give the webhook the scope imbot (and im) in the portal.";
  return {};
}

}  // namespace

void Registrar::start(BotDefinition definition, Secret token, Done done) {
  definition_ = std::move(definition);
  token_ = std::move(token);
  done_ = std::move(done);
  Json fields = Json::parse(definition_.fields);
  if (!token_.empty()) fields["botToken"] = token_.reveal();
  call("imbot.v2.Bot.register", {{"fields", fields}}, [this](const Json& result) { registered(result); });
}

/// A call is given up after a minute, and a portal that takes connections and says nothing looks until then
/// like a host that does nothing.
void Registrar::watch(const char* method) {
  silence_ = loop_.after(patience, [this, method] {
    if (!std::exchange(silence_told_, true))
      log(Level::warn, speaker_,
          fmt::format("{}: the portal does not answer yet; the bot waits for it and keeps trying", method));
  });
}

void Registrar::call(const char* method, const Json& params, const Next& next) {
  watch(method);
  under_way_ =
      client_.call(repeatable(method, params), [this, method, params, next](Result<client::Answer> answer) {
        silence_.reset();
        if (answer) {
          const Json body = Json::parse(answer->result());
          return next(body);
        }
        const Error error = answer.error();
        if (error.outcome == Outcome::refused) return fail(method, error);
        if (error.text() != trouble_) {
          trouble_ = error.text();
          log(Level::warn, speaker_, "trying again: " + trouble_);
        }
        under_way_ = loop_.after(try_again, [this, method, params, next] { call(method, params, next); });
      });
}

void Registrar::registered(const Json& result) {
  const Json bot = result.is_object() ? result.value("bot", Json()) : Json();
  if (!bot.is_object() || !bot.value("id", Json()).is_number_integer())
    return fail("imbot.v2.Bot.register", {"UNEXPECTED_ANSWER", "the portal's answer names no bot"});
  bot_id_ = bot["id"].get<std::int64_t>();
  bot_ = bot.dump(-1, ' ', false, Json::error_handler_t::replace);

  const Json wanted = Json::parse(definition_.fields);
  if (bot.value("type", Json()) != wanted.value("type", Json()))
    log(Level::warn, speaker_,
        fmt::format("{} is registered as a bot of type {}, which cannot be changed; unregister it first to "
                    "make it {}",
                    definition_.code, text_of(bot, "type"), text_of(wanted, "type")));
  const Json changed = difference(wanted, result);
  if (changed.empty()) return list_commands();
  if (before_push_ && changed.value("eventMode", Json()) == "webhook")
    return before_push_(bot_id_, [this, changed] { update(changed); });
  update(changed);
}

void Registrar::update(const Json& changed) {
  log(Level::info, speaker_, fmt::format("{}: updating {}", definition_.code, changed.dump()));
  Json params = of_bot();
  params["fields"] = changed;
  call("imbot.v2.Bot.update", params, [this](const Json& result) {
    if (const Json bot = result.is_object() ? result.value("bot", Json()) : Json(); bot.is_object())
      bot_ = bot.dump(-1, ' ', false, Json::error_handler_t::replace);
    list_commands();
  });
}

Json Registrar::of_bot() const {
  Json params{{"botId", bot_id_}};
  if (!token_.empty()) params["botToken"] = token_.reveal();
  return params;
}

void Registrar::list_commands() {
  if (definition_.commands.empty()) return register_commands({});
  call("imbot.v2.Command.list", of_bot(), [this](const Json& result) {
    const Json known = result.is_object() ? result.value("commands", Json::array()) : Json::array();
    std::vector<CommandDefinition> missing;
    std::copy_if(definition_.commands.begin(), definition_.commands.end(), std::back_inserter(missing),
                 [&](const CommandDefinition& command) {
                   return std::none_of(known.begin(), known.end(), [&](const Json& one) {
                     const std::string name = text_of(one, "command");
                     return name == command.name || name == "/" + command.name;
                   });
                 });
    register_commands(std::move(missing));
  });
}

void Registrar::register_commands(std::vector<CommandDefinition> missing) {
  if (missing.empty()) {
    const Done done = std::move(done_);
    return done(bot_id_);
  }
  const Json fields = Json::parse(missing.back().fields);
  missing.pop_back();
  Json params = of_bot();
  params["fields"] = fields;
  call("imbot.v2.Command.register", params, [this, missing](const Json&) { register_commands(missing); });
}

void Registrar::fail(const char* method, const Error& error) {
  Error told = error;
  if (told.where.empty()) told.where = method;
  if (auto hint = hint_for(error.code); !hint.empty()) told.hint = std::move(hint);
  const Done done = std::move(done_);
  done(told);
}

}  // namespace luabot
