#pragma once
#include "api/emulator/state.h"

namespace luabot::emulator {

enum class Role { none, member, manager, owner };

/// What the user is in the chat. In a private dialog both sides are members.
[[nodiscard]] Role role_of(const Chat& chat, Id user);
/// Owner or manager of a group chat.
[[nodiscard]] bool administers(const Chat& chat, Id user);

/// Brings a user or bot in; `by` is who does it. Bots that come in hear of it, unless they have come by
/// themselves, and so do subscribers. False, and nothing happens, when they are in it already.
bool join_chat(State& state, Chat& chat, Id user, Id by);
/// Takes a user or bot out of a group chat. When the owner goes, the first manager inherits the chat, or else
/// the first member. False when they were not in it.
bool leave_chat(Chat& chat, Id user);
/// Whether the text field is open to this member: it always is to those who administer the chat, and to bots'
/// methods, which do not ask.
[[nodiscard]] bool may_write(const Chat& chat, Id user);
/// Hands a group chat over to one of its members, who then is no manager any more.
void set_owner(Chat& chat, Id user);
/// Makes a member a manager, or no manager. Who is no member, and the owner, stays what they are.
void set_manager(Chat& chat, Id user, bool on);

/// Takes a bot out of the portal: out of its group chats, with its commands. What it had still to fetch, and
/// the farewell behind it, can be fetched on.
void remove_bot(State& state, Id bot);

}  // namespace luabot::emulator
