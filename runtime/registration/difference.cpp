
#include <nlohmann/json.hpp>

#include "api/catalog/colours.h"
#include "runtime/registration/registrar.h"

namespace luabot {
namespace {

/// The member of that name, or an empty object: an answer of another shape shows no difference.
const Json& object_at(const Json& object, const char* name) {
  static const Json none = Json::object();
  const auto at = object.find(name);
  return at != object.end() && at->is_object() ? *at : none;
}

std::string text(const Json& object, const char* name) {
  const auto at = object.find(name);
  return at != object.end() && at->is_string() ? at->get<std::string>() : std::string();
}

/// The portal splits a name into first and last as it likes, so only the whole is compared.
bool same_name(const Json& properties, const Json& user) {
  std::string whole = text(properties, "name");
  if (const auto last = text(properties, "lastName"); !last.empty()) whole += " " + last;
  return whole == text(user, "name") || (text(properties, "name") == text(user, "firstName") &&
                                         text(properties, "lastName") == text(user, "lastName"));
}

Json different_properties(const Json& properties, const Json& user) {
  Json changed = Json::object();
  if (!same_name(properties, user))
    for (const char* part : {"name", "lastName"})
      if (properties.contains(part)) changed[part] = properties[part];
  for (const char* field : {"workPosition", "gender"})
    if (properties.contains(field) && properties[field] != user.value(field, Json()))
      changed[field] = properties[field];
  if (properties.contains("color") && catalog::colour(text(properties, "color")) != text(user, "color"))
    changed["color"] = properties["color"];
  return changed;
}

}  // namespace

Json difference(const Json& wanted, const Json& registered) {
  const Json& bot = object_at(registered, "bot");
  Json changed = Json::object();
  for (const char* field :
       {"eventMode", "isHidden", "isReactionsEnabled", "isSupportOpenline", "backgroundId"})
    if (wanted.contains(field) && wanted[field] != bot.value(field, Json())) changed[field] = wanted[field];

  // The portal does not show where it posts, so it is told each time.
  if (wanted.contains("webhookUrl")) changed["webhookUrl"] = wanted["webhookUrl"];

  const Json& properties = object_at(wanted, "properties");
  for (const Json& user : registered.value("users", Json::array()))
    if (user.is_object() && user.value("id", Json()) == bot.value("id", Json()))
      if (Json different = different_properties(properties, user); !different.empty())
        changed["properties"] = std::move(different);
  return changed;
}

}  // namespace luabot
