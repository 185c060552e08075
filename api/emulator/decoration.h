#pragma once
#include <optional>
#include <string>

#include "api/base/json.h"
#include "api/emulator/entities.h"

namespace luabot::emulator {

/// The buttons of a keyboard in any documented container (list, object with BUTTONS, JSON text), each with
/// the bot's id and upper-case names. A button that lacks TEXT or something to do is dropped, as the portal
/// drops it without a word. Nothing when no button is left. A person's keyboard (`bot` 0) is for the bot that
/// it names as BOT_ID.
[[nodiscard]] std::optional<Json> stored_keyboard(const Json& given, Id bot);

/// An attachment in either documented form as the list of one full object that the portal stores, or the
/// code of the refusal: ATTACH_ERROR, ATTACH_OVERSIZE.
struct Attach {
  std::string error;  ///< empty: it is good
  std::string json;   ///< empty: there is none
};
[[nodiscard]] Attach stored_attach(const Json& given);

/// Turns every `{}` inside into `[]`, which is how PHP writes an empty map.
void empty_as_php(Json& value);

}  // namespace luabot::emulator
