#pragma once
#include <string>

#include "api/emulator/params.h"
#include "api/emulator/state.h"

namespace luabot::emulator {

/// The code of the refusal of a bot's fields, "" when they are good: event mode, address of the webhook,
/// picture.
[[nodiscard]] std::string bot_fields_error(const Params& fields);

/// Takes over what the fields say of a bot and its user and leaves the rest as it is. They must have passed
/// bot_fields_error().
void apply_bot_fields(const Params& fields, Bot& bot, User& user);

}  // namespace luabot::emulator
