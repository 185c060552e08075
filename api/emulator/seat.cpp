#include "api/emulator/seat.h"

namespace luabot::emulator {

Seat seat_of(const Call& call, Reply& error, Role least) {
  Seat seat{.bot = owned_bot(call, error), .chat = nullptr};
  if (seat.bot == nullptr) return seat;
  auto* chat = call.state.dialog(seat.bot->id, call.params.text("dialogId"));
  const bool there = chat != nullptr && chat->member(seat.bot->id) != nullptr;
  const bool may = there && (least == Role::none ||
                             (chat->kind != ChatKind::dialog && role_of(*chat, seat.bot->id) >= least));
  if (may) {
    seat.chat = chat;
  } else {
    error = refuse("ACCESS_DENIED");
  }
  return seat;
}

Seat group_seat_of(const Call& call, Reply& error) {
  return seat_of(call, error, Role::member);
}

Reply done() {
  return {.result = R"({"result":true})"};
}

}  // namespace luabot::emulator
