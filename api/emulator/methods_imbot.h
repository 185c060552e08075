#pragma once
#include "api/emulator/methods.h"

namespace luabot::emulator {

Reply bot_get(Call& call);
Reply bot_list(Call& call);
Reply bot_register(Call& call);
Reply bot_unregister(Call& call);
Reply bot_update(Call& call);
Reply chat_get(Call& call);
Reply command_answer(Call& call);
Reply command_list(Call& call);
Reply command_register(Call& call);
Reply command_unregister(Call& call);
Reply command_update(Call& call);
Reply event_get(Call& call);
Reply message_context(Call& call);
Reply message_get(Call& call);
Reply message_send(Call& call);

}  // namespace luabot::emulator
