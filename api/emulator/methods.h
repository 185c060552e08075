#pragma once
#include <string_view>

#include "api/emulator/params.h"
#include "api/emulator/reply.h"
#include "api/emulator/state.h"

namespace luabot::emulator {

/// One call of one method, authorized by the inbound webhook.
struct Call {
  State& state;
  const Params& params;
};

using Handler = Reply (*)(Call&);

struct Method {
  std::string_view name;   ///< as documented
  std::string_view scope;  ///< "" for what any webhook may call
  Handler handler;
};

/// The method of that name, in lower case; null when there is none.
[[nodiscard]] const Method* find_method(std::string_view lower_name);

/// Runs it, after the checks that any method has.
[[nodiscard]] Reply execute(State& state, std::string_view lower_name, const Json& params);

/// The bot that the call names by botId and owns by botToken; null with the reason in `error` when it is not.
Bot* owned_bot(const Call& call, Reply& error);

Reply bot_register(Call& call);
Reply bot_get(Call& call);
Reply bot_update(Call& call);
Reply bot_list(Call& call);
Reply bot_unregister(Call& call);
Reply chat_get(Call& call);
Reply command_register(Call& call);
Reply command_list(Call& call);
Reply command_answer(Call& call);
Reply command_update(Call& call);
Reply command_unregister(Call& call);
Reply dialog_messages(Call& call);
Reply event_get(Call& call);
Reply message_context(Call& call);
Reply message_get(Call& call);
Reply message_send(Call& call);
Reply server_time(Call& call);

}  // namespace luabot::emulator
