#include "api/emulator/im/draft.h"

#include <nlohmann/json.hpp>

#include "api/emulator/decoration.h"
#include "api/emulator/im/asked.h"
#include "api/emulator/text.h"

namespace luabot::emulator {
namespace {

/// Characters of a keyboard or menu as JSON; the limit is documented for attachments, and the same is taken.
constexpr std::size_t most_decoration = 60'000;

bool removes(const Json& given) {
  return given == "N" || (given.is_string() && given.get_ref<const std::string&>().empty());
}

/// The items of a menu in any documented container: a list, an object with ITEMS, JSON text of either.
std::optional<Json> stored_menu(const Json& given) {
  auto menu = given.is_string() ? Json::parse(given.get_ref<const std::string&>(), nullptr, false) : given;
  if (menu.is_object()) menu = menu.contains("ITEMS") ? menu["ITEMS"] : Json();
  if (!menu.is_array() || menu.empty()) return std::nullopt;
  for (const auto& item : menu) {
    if (!item.is_object() || !(item.contains("TEXT") || item.contains("TYPE"))) return std::nullopt;
  }
  return menu;
}

/// Why the message may not be answered; "" when it may, or none is.
std::string_view reply_error(const Call& call, const Chat& chat) {
  if (!call.params.has("replyId")) return "";
  const auto* message = call.state.find_message(call.params.integer("replyId").value_or(0));
  const auto* other =
      message == nullptr || message->deleted ? nullptr : call.state.find_chat(message->chat_id);
  if (other == nullptr || other->member(viewer(call)) == nullptr) return "REPLY_ACCESS_ERROR";
  return other->id != chat.id ? "REPLY_FROM_OTHER_CHAT_ERROR" : "";
}

Json params_of(const Message& message) {
  auto params = Json::parse(message.params, nullptr, false);
  return params.is_object() ? params : Json::object();
}

void keep_params(Message& message, const Json& params) {
  message.params = params.empty() ? "[]" : params.dump();
}

}  // namespace

std::string decoration_error(const Params& params, std::string_view menu_code) {
  if (const auto* given = params.find("keyboard"); given != nullptr && !removes(*given)) {
    const auto keyboard = stored_keyboard(*given, 0);
    if (!keyboard) return "KEYBOARD_ERROR";
    if (keyboard->dump().size() > most_decoration) return "KEYBOARD_OVERSIZE";
  }
  if (const auto* given = params.find("menu"); given != nullptr && !removes(*given)) {
    const auto menu = stored_menu(*given);
    if (!menu) return std::string(menu_code);
    if (menu->dump().size() > most_decoration) return "MENU_OVERSIZE";
  }
  return "";
}

Draft draft_of(const Call& call, const Chat& chat) {
  const auto& given = call.params;
  Draft draft;
  auto& message = draft.message;
  message.text = stored_text(given.text("message"));
  message.system = given.flag("system", false);
  message.sender_id = viewer(call);
  message.author_id = message.system ? 0 : viewer(call);
  auto params = Json::object();
  if (const auto* attach = given.find("attach"); attach != nullptr && !removes(*attach)) {
    auto stored = stored_attach(*attach);
    draft.error = std::move(stored.error);
    if (!stored.json.empty()) params["ATTACH"] = Json::parse(stored.json);
  }
  if (draft.error.empty() && message.text.empty() && params.empty()) draft.error = "MESSAGE_EMPTY";
  if (draft.error.empty()) draft.error = decoration_error(given, "MENU_ERROR");
  // No code of its own is documented here for what is too large.
  if (draft.error == "KEYBOARD_OVERSIZE") draft.error = "KEYBOARD_ERROR";
  if (draft.error == "MENU_OVERSIZE") draft.error = "MENU_ERROR";
  if (draft.error.empty()) draft.error = reply_error(call, chat);
  if (!draft.error.empty()) return draft;
  if (const auto* keyboard = given.find("keyboard")) {
    if (auto stored = stored_keyboard(*keyboard, 0)) params["KEYBOARD"] = *std::move(stored);
  }
  if (const Id replied = given.integer("replyId").value_or(0); replied != 0) params["REPLY_ID"] = replied;
  if (!given.flag("urlPreview", true)) params["URL_PREVIEW"] = "N";
  keep_params(message, params);
  store_menu(message, given);
  return draft;
}

void store_menu(Message& message, const Params& params) {
  const auto* given = params.find("menu");
  if (given == nullptr) return;
  auto kept = params_of(message);
  if (auto menu = stored_menu(*given)) {
    kept["MENU"] = *std::move(menu);
  } else {
    kept.erase("MENU");
  }
  keep_params(message, kept);
}

void unmark_edited(Message& message) {
  auto params = params_of(message);
  params.erase("IS_EDITED");
  keep_params(message, params);
  message.edited = false;
}

}  // namespace luabot::emulator
