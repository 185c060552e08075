#include "runtime/registration/definition.h"

#include <algorithm>

#include <nlohmann/json.hpp>

#include "api/base/json.h"

namespace luabot {

bool BotDefinition::handles_user_events() const {
  return std::any_of(handlers.begin(), handlers.end(),
                     [](const std::string& type) { return type.starts_with("ONIMV2"); });
}

void BotDefinition::push_to(const std::string& url) {
  Json changed = Json::parse(fields);
  changed["eventMode"] = "webhook";
  changed["webhookUrl"] = url;
  fields = changed.dump(-1, ' ', false, Json::error_handler_t::replace);
}

Result<BotDefinition> BotDefinition::parse(std::string_view json) {
  const Error wrong{"BAD_DEFINITION", "the worker sent a bot definition of the wrong shape"};
  const Json given = Json::parse(json, nullptr, false);
  if (!given.is_object() || !given.contains("code") || !given["code"].is_string()) return wrong;

  BotDefinition made;
  made.code = given["code"].get<std::string>();
  Json fields = given.value("fields", Json::object());
  const Json type = given.value("type", Json("bot"));
  const Json properties = given.value("properties", Json::object());
  if (made.code.empty() || !fields.is_object() || !type.is_string() || !properties.is_object()) return wrong;
  fields["code"] = made.code;
  fields["type"] = type;
  fields["properties"] = properties;
  fields["eventMode"] = "fetch";
  made.fields = fields.dump(-1, ' ', false, Json::error_handler_t::replace);

  for (const Json& handler : given.value("handlers", Json::array())) {
    if (!handler.is_string()) return wrong;
    made.handlers.insert(handler.get<std::string>());
  }
  for (const Json& command : given.value("commands", Json::array())) {
    if (!command.is_object() || !command.contains("command") || !command["command"].is_string()) return wrong;
    made.commands.push_back({command["command"].get<std::string>(),
                             command.dump(-1, ' ', false, Json::error_handler_t::replace)});
  }
  return made;
}

}  // namespace luabot
