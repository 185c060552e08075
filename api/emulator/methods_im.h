#pragma once
#include "api/emulator/methods.h"

namespace luabot::emulator {

Reply dialog_messages(Call& call);

}  // namespace luabot::emulator
