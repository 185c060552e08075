#include <algorithm>
#include <sstream>

#include "api/emulator/im/asked.h"
#include "api/emulator/im/render_im.h"
#include "api/emulator/methods_im.h"

namespace luabot::emulator {
namespace {

/// Whether SKIP_EXTERNAL leaves the user out: everybody who does not sign in, unless their kind is among
/// SKIP_EXTERNAL_EXCEPT_TYPES, "bot,email".
bool skipped(const Call& call, const User& user) {
  if (!user.bot || !call.params.flag("skipExternal", false)) return false;
  std::istringstream kept(call.params.text("skipExternalExceptTypes"));
  for (std::string type; std::getline(kept, type, ',');) {
    if (type == "bot") return false;
  }
  return true;
}

}  // namespace

Reply im_dialog_get(Call& call) {
  Reply reply;
  const auto* chat = chat_by_dialog(call, reply);
  if (chat == nullptr) return reply;
  JsonWriter to(reply.result);
  write_chat_snake(to, call.state, *chat, viewer(call), Detail::dialog);
  return reply;
}

Reply im_dialog_users_list(Call& call) {
  Reply reply;
  const auto* chat = chat_by_dialog(call, reply);
  if (chat == nullptr) return reply;
  std::vector<const User*> users;
  for (const auto& member : chat->members) {
    const auto* user = call.state.find_user(member.user);
    if (user != nullptr && !skipped(call, *user)) users.push_back(user);
  }
  std::sort(users.begin(), users.end(), [](const User* a, const User* b) { return a->id < b->id; });
  reply.total = static_cast<Id>(users.size());
  const Id last = call.params.integer("lastId").value_or(0);
  std::erase_if(users, [&](const User* user) { return user->id <= last; });
  const auto page = page_of(call, 50, 200);
  const auto from = std::min(page.offset, users.size());
  const auto end = from + std::min(page.limit, users.size() - from);
  JsonWriter to(reply.result);
  to.open_array();
  for (auto i = from; i < end; ++i) write_user_snake(to, call.state, *users[i]);
  to.close_array();
  if (end < users.size()) reply.next = static_cast<Id>(end);
  return reply;
}

}  // namespace luabot::emulator
