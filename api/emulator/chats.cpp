#include "api/emulator/methods_imbot.h"
#include "api/emulator/render.h"

namespace luabot::emulator {

Reply chat_get(Call& call) {
  Reply error;
  const auto* bot = owned_bot(call, error);
  if (bot == nullptr) return error;
  const auto* chat = call.state.dialog(bot->id, call.params.text("dialogId"));
  if (chat == nullptr || chat->member(bot->id) == nullptr) return refuse("ACCESS_DENIED");
  Reply reply;
  JsonWriter to(reply.result);
  to.open_object();
  to.key("chat");
  write_chat(to, call.state, *chat, bot->id, Place::answer);
  to.close_object();
  return reply;
}

}  // namespace luabot::emulator
