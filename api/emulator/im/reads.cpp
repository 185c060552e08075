#include <algorithm>

#include "api/emulator/edits.h"
#include "api/emulator/im/asked.h"
#include "api/emulator/input_actions.h"
#include "api/emulator/json_writer.h"
#include "api/emulator/methods_im.h"

namespace luabot::emulator {
Reply im_dialog_read(Call& call) {
  Reply error;
  auto* chat = chat_by_dialog(call, error);
  // Of a dialog that is not there the page documents no error but a result of false.
  if (chat == nullptr) return error.error == "ACCESS_ERROR" ? Reply{.result = "false"} : error;
  const auto mark = read_chat(call.state, *chat, *chat->member(viewer(call)),
                              std::max<Id>(call.params.integer("messageId").value_or(0), 0));
  Reply reply;
  JsonWriter to(reply.result);
  to.open_object();
  to.str("dialogId", State::dialog_id(*chat, viewer(call)));
  to.num("chatId", chat->id);
  to.num("lastId", mark.last);
  to.num("counter", mark.counter);
  to.close_object();
  return reply;
}

Reply im_dialog_read_all(Call& call) {
  for (auto& [id, chat] : call.state.chats) {
    if (auto* member = chat.member(viewer(call))) read_chat(call.state, chat, *member, 0);
  }
  return {.result = "true"};
}

Reply im_dialog_unread(Call& call) {
  Reply error;
  auto* chat = chat_by_dialog(call, error);
  if (chat == nullptr) return error.error == "ACCESS_ERROR" ? Reply{.result = "false"} : error;
  const Id from = call.params.integer("messageId").value_or(0);
  const auto at = std::lower_bound(chat->messages.begin(), chat->messages.end(), from);
  if (at == chat->messages.end() || *at != from) return refuse("MESSAGE_ID_ERROR");
  auto* member = chat->member(viewer(call));
  member->last_read = at == chat->messages.begin() ? 0 : *std::prev(at);
  member->unread_from = from;
  return {.result = "true"};
}

Reply im_dialog_writing(Call& call) {
  Reply error;
  const auto* chat = chat_by_dialog(call, error);
  if (chat == nullptr) return error;
  show_input_action(call.state, *chat, viewer(call), "");
  return {.result = "true"};
}

}  // namespace luabot::emulator
