#pragma once
#include <vector>

#include "api/emulator/methods.h"

namespace luabot::emulator {

/// The parameter userIds, without what is no id.
[[nodiscard]] std::vector<Id> user_ids(const Params& from);

Reply bot_get(Call& call);
Reply bot_list(Call& call);
Reply bot_register(Call& call);
Reply bot_unregister(Call& call);
Reply bot_update(Call& call);
Reply chat_add(Call& call);
Reply chat_get(Call& call);
Reply chat_leave(Call& call);
Reply chat_set_owner(Call& call);
Reply chat_update(Call& call);
Reply chat_user_add(Call& call);
Reply chat_user_delete(Call& call);
Reply chat_user_list(Call& call);
Reply command_answer(Call& call);
Reply command_list(Call& call);
Reply command_register(Call& call);
Reply command_unregister(Call& call);
Reply command_update(Call& call);
Reply event_get(Call& call);
Reply file_download(Call& call);
Reply file_upload(Call& call);
Reply input_action_notify(Call& call);
Reply manager_add(Call& call);
Reply manager_delete(Call& call);
Reply message_context(Call& call);
Reply message_delete(Call& call);
Reply message_get(Call& call);
Reply message_read(Call& call);
Reply message_send(Call& call);
Reply message_update(Call& call);
Reply reaction_add(Call& call);
Reply reaction_delete(Call& call);
Reply revision_get(Call& call);
Reply text_field_enabled(Call& call);

}  // namespace luabot::emulator
