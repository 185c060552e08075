#include "api/emulator/decoration.h"

#include <algorithm>
#include <array>

#include "api/emulator/params.h"

namespace luabot::emulator {
namespace {

constexpr std::size_t most_attach = 60'000;  // characters of the serialized attachment

Json upper_keys(const Json& object) {
  Json out = Json::object();
  for (const auto& [key, value] : object.items()) {
    const bool upper = std::none_of(key.begin(), key.end(), [](char c) { return c >= 'a' && c <= 'z'; });
    out[upper ? key : upper_name(key)] = value;
  }
  return out;
}

bool useful(const Json& button) {
  const auto said = [&](const char* name) { return button.contains(name) && !text_of(button[name]).empty(); };
  if (said("TYPE")) return text_of(button["TYPE"]) == "NEWLINE";
  return said("TEXT") &&
         (said("LINK") || said("COMMAND") || said("APP_ID") || (said("ACTION") && said("ACTION_VALUE")));
}

/// The value itself, or what its JSON text says.
Json opened(const Json& given) {
  if (!given.is_string()) return given;
  return Json::parse(given.get_ref<const std::string&>(), nullptr, false);
}

bool known_block(const Json& block) {
  constexpr std::array names = {"MESSAGE", "LINK", "USER", "GRID", "IMAGE", "FILE", "DELIMITER", "RICH_LINK"};
  return block.is_object() &&
         std::any_of(names.begin(), names.end(), [&](const char* name) { return block.contains(name); });
}

/// A PHP client may send a list as a map with the keys 0, 1, 2...
Json as_list(const Json& value) {
  if (!value.is_object()) return value;
  Json out = Json::array();
  for (const auto& item : value) out.push_back(item);
  return out;
}

}  // namespace

std::optional<Json> stored_keyboard(const Json& given, Id bot) {
  auto keyboard = opened(given);
  if (keyboard.is_object()) {
    keyboard = upper_keys(keyboard);
    if (bot == 0 && keyboard.contains("BOT_ID")) bot = integer_of(keyboard["BOT_ID"]).value_or(0);
    keyboard = keyboard.contains("BUTTONS") ? as_list(keyboard["BUTTONS"]) : Json();
  }
  if (!keyboard.is_array()) return std::nullopt;
  Json buttons = Json::array();
  for (const auto& item : keyboard) {
    if (!item.is_object()) continue;
    auto button = upper_keys(item);
    if (!useful(button)) continue;
    button["BOT_ID"] = bot;
    buttons.push_back(std::move(button));
  }
  if (buttons.empty()) return std::nullopt;
  empty_as_php(buttons);
  return buttons;
}

Attach stored_attach(const Json& given) {
  auto attach = opened(given);
  if (attach.is_null() || attach.empty()) return {};
  if (attach.is_array()) attach = Json{{"BLOCKS", attach}};
  if (!attach.is_object()) return {.error = "ATTACH_ERROR", .json = {}};
  attach = upper_keys(attach);
  if (!attach.contains("BLOCKS")) attach = Json{{"BLOCKS", Json::array({attach})}};
  auto blocks = as_list(attach["BLOCKS"]);
  if (!blocks.is_array() ||
      !std::all_of(blocks.begin(), blocks.end(), [](const Json& block) { return known_block(block); })) {
    return {.error = "ATTACH_ERROR", .json = {}};
  }
  attach["BLOCKS"] = std::move(blocks);
  empty_as_php(attach);
  auto text = Json::array({attach}).dump();
  if (text.size() > most_attach) return {.error = "ATTACH_OVERSIZE", .json = {}};
  return {.error = {}, .json = std::move(text)};
}

void empty_as_php(Json& value) {
  if (value.is_object() && value.empty()) value = Json::array();
  if (value.is_structured()) {
    for (auto& item : value) empty_as_php(item);
  }
}

}  // namespace luabot::emulator
