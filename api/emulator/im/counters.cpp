#include <map>

#include "api/emulator/edits.h"
#include "api/emulator/im/asked.h"
#include "api/emulator/im/render_im.h"
#include "api/emulator/methods_im.h"

namespace luabot::emulator {
namespace {

/// A PHP map of numbers.
void write_map(JsonWriter& to, std::string_view name, const std::map<Id, Id>& counts) {
  to.key(name);
  if (counts.empty()) return to.raw("[]");
  to.open_object();
  for (const auto& [id, count] : counts) to.num(std::to_string(id), count);
  to.close_object();
}

void write_list(JsonWriter& to, std::string_view name, const std::vector<Id>& ids) {
  to.key(name);
  to.open_array();
  for (const Id id : ids) to.num(id);
  to.close_array();
}

Id sum(const std::map<Id, Id>& counts) {
  Id total = 0;
  for (const auto& [id, count] : counts) total += count;
  return total;
}

}  // namespace

Reply im_counters_get(Call& call) {
  auto& state = call.state;
  std::map<Id, Id> chats;
  std::map<Id, Id> muted;
  std::map<Id, Id> lines;
  std::map<Id, Id> dialogs;
  std::vector<Id> marked_chats;
  std::vector<Id> marked_dialogs;
  for (const auto& [id, chat] : state.chats) {
    const auto* member = chat.member(viewer(call));
    if (member == nullptr) continue;
    const auto* other = counterpart(state, chat, viewer(call));
    if (member->unread_from != 0)
      other != nullptr ? marked_dialogs.push_back(other->id) : marked_chats.push_back(id);
    const Id count = unread_count(state, chat, *member);
    if (count == 0) continue;
    if (other != nullptr) {
      dialogs[other->id] = count;
    } else {
      auto& into = member->muted ? muted : chat.entity_type == "LINES" ? lines : chats;
      into[id] = count;
    }
  }
  const Id messenger =
      sum(chats) + sum(dialogs) + static_cast<Id>(marked_chats.size() + marked_dialogs.size());
  const Id notify = 0;  // notifications are not kept
  Reply reply;
  JsonWriter to(reply.result);
  to.open_object();
  to.key("TYPE");
  to.open_object();
  to.num("ALL", messenger + sum(lines) + notify);
  to.num("NOTIFY", notify);
  to.num("CHAT", sum(chats) + static_cast<Id>(marked_chats.size()));
  to.num("LINES", sum(lines));
  to.num("DIALOG", sum(dialogs) + static_cast<Id>(marked_dialogs.size()));
  to.num("MESSENGER", messenger);
  to.close_object();
  write_map(to, "CHAT", chats);
  write_map(to, "CHAT_MUTED", muted);
  write_list(to, "CHAT_UNREAD", marked_chats);
  write_map(to, "LINES", lines);
  write_map(to, "DIALOG", dialogs);
  write_list(to, "DIALOG_UNREAD", marked_dialogs);
  to.close_object();
  return reply;
}

Reply im_revision_get(Call&) {
  // The revisions of the documentation that the catalog was made from; only `rest` says something of this
  // portal.
  return {.result = R"({"rest":36,"web":130,"mobile":19,"desktop":5,"im_revision_mobile":19})"};
}

}  // namespace luabot::emulator
