#pragma once
#include <string>

#include "api/emulator/compose.h"
#include "api/emulator/methods.h"

namespace luabot::emulator {

/// The message that the parameters of im.message.add make, or the code of their refusal.
[[nodiscard]] Draft draft_of(const Call& call, const Chat& chat);

/// The code of the refusal of a keyboard or menu that is given and is none, or is too large; "" when they are
/// good. "N" and "" are good: they take away what is there. im.message.add and im.message.update differ in
/// how they write the code about the menu.
[[nodiscard]] std::string decoration_error(const Params& params, std::string_view menu_code);

/// Puts the menu of the parameters, when one is given, into the message, or takes it away.
void store_menu(Message& message, const Params& params);

/// Takes back that the message counts as edited.
void unmark_edited(Message& message);

}  // namespace luabot::emulator
