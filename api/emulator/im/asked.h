#pragma once
#include "api/emulator/methods.h"

namespace luabot::emulator {

/// Whose webhook the call came through: the older `im.*` methods see the portal with this person's eyes.
[[nodiscard]] Id viewer(const Call& call);

/// The chat that a call names, of which the viewer is a member. Null with the reason in `error` when it names
/// none (CHAT_ID_EMPTY, DIALOG_ID_EMPTY) or one that is not the viewer's to see (ACCESS_ERROR).
Chat* chat_by_id(const Call& call, Reply& error);
Chat* chat_by_dialog(const Call& call, Reply& error);
/// By DIALOG_ID when it is given, else by CHAT_ID.
Chat* chat_by_either(const Call& call, Reply& error);

/// The chat of a dialogId in any documented form: also "sg5", the chat of workgroup 5. Null when there is
/// none.
Chat* dialog_or_group(State& state, Id viewer, std::string_view dialog_id);

/// The message that MESSAGE_ID names, which is in one of the viewer's chats and not deleted; else null.
Message* seen_message(const Call& call);

/// LIMIT and OFFSET as the portal takes them: what is beyond the documented range is moved to its edge.
struct Page {
  std::size_t offset = 0;
  std::size_t limit = 0;
};
[[nodiscard]] Page page_of(const Call& call, Id usual, Id most);

}  // namespace luabot::emulator
