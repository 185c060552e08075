#include "api/emulator/methods_imbot.h"
#include "api/emulator/render.h"
#include "api/emulator/seat.h"

namespace luabot::emulator {

Reply chat_get(Call& call) {
  Reply reply;
  const auto seat = seat_of(call, reply);
  if (seat.chat == nullptr) return reply;
  JsonWriter to(reply.result);
  to.open_object();
  to.key("chat");
  write_chat(to, call.state, *seat.chat, seat.bot->id, Place::answer);
  to.close_object();
  return reply;
}

}  // namespace luabot::emulator
