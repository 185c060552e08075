#pragma once
#include "api/emulator/membership.h"
#include "api/emulator/methods.h"

namespace luabot::emulator {

/// A bot in a chat.
struct Seat {
  Bot* bot = nullptr;
  Chat* chat = nullptr;  ///< null: the call is refused
};

/// The bot that the call is for, in the chat that its dialogId names. The reason is in `error` when it may
/// not: ACCESS_DENIED for an unknown chat, one that it is not in, or, when `least` asks for it, one that it
/// does not administer or own; then private dialogs are refused too.
[[nodiscard]] Seat seat_of(const Call& call, Reply& error, Role least = Role::none);
/// The same for a group chat alone.
[[nodiscard]] Seat group_seat_of(const Call& call, Reply& error);

/// `{"result": true}`, which most methods answer that change something.
[[nodiscard]] Reply done();

}  // namespace luabot::emulator
