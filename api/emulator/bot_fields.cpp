#include "api/emulator/bot_fields.h"

#include <algorithm>
#include <array>

#include "api/catalog/colours.h"
#include "api/emulator/avatar.h"
#include "api/emulator/text.h"

namespace luabot::emulator {
namespace {

constexpr std::array<std::string_view, 9> backgrounds = {"azure",      "mint", "steel", "slate", "teal",
                                                         "cornflower", "sky",  "peach", "frost"};

/// http or https and a host.
bool is_address(const std::string& url) {
  const auto scheme = url.find("://");
  if (scheme == std::string::npos) return false;
  const auto name = lower(std::string_view(url).substr(0, scheme));
  const auto host = std::string_view(url).substr(scheme + 3);
  return (name == "http" || name == "https") && !host.empty() && host.front() != '/' &&
         host.find(' ') == std::string_view::npos;
}

}  // namespace

std::string bot_fields_error(const Params& fields) {
  const auto mode = fields.text("eventMode");
  if (fields.has("eventMode") && mode != "fetch" && mode != "webhook") return "BOT_INVALID_EVENT_MODE";
  const auto url = fields.text("webhookUrl");
  if (!url.empty() && !is_address(url)) return "BOT_INVALID_CALLBACK";
  const auto avatar = fields.inside("properties").text("avatar");
  return avatar.empty() ? "" : avatar_error(avatar);
}

void apply_bot_fields(const Params& fields, Bot& bot, User& user) {
  const auto properties = fields.inside("properties");
  if (const auto name = properties.text("name"); !name.empty()) user.first_name = name;
  if (properties.has("lastName")) user.last_name = properties.text("lastName");
  if (properties.has("workPosition")) user.work_position = properties.text("workPosition");
  const auto color = properties.text("color");
  if (const auto known = catalog::colour(color); !known.empty()) user.color = known;
  if (const auto gender = properties.text("gender"); gender == "M" || gender == "F") user.gender = gender;
  if (!properties.text("avatar").empty()) user.avatar = "/upload/avatar/" + std::to_string(user.id) + ".png";

  bot.hidden = fields.flag("isHidden", bot.hidden);
  bot.reactions = fields.flag("isReactionsEnabled", bot.reactions);
  bot.support_openline = fields.flag("isSupportOpenline", bot.support_openline);
  if (fields.json().contains("backgroundId") || fields.has("backgroundId")) {
    const auto background = fields.text("backgroundId");
    const bool valid = std::find(backgrounds.begin(), backgrounds.end(), background) != backgrounds.end();
    bot.background = valid ? std::optional(background) : std::nullopt;
  }
  if (fields.has("eventMode")) bot.event_mode = fields.text("eventMode");
  if (fields.has("webhookUrl")) bot.webhook_url = fields.text("webhookUrl");
}

}  // namespace luabot::emulator
