#include <algorithm>
#include <limits>

#include "api/emulator/edits.h"
#include "api/emulator/im/asked.h"
#include "api/emulator/im/dates.h"
#include "api/emulator/im/render_im.h"
#include "api/emulator/methods_im.h"

namespace luabot::emulator {
namespace {

/// A line of the list of recent chats.
struct Row {
  const Chat* chat;
  const Member* member;
  const Message* last;  ///< null in a group chat in which nothing has been said
  std::int64_t date_ms;
};

std::vector<Row> rows_of(const State& state, Id viewer) {
  std::vector<Row> rows;
  for (const auto& [id, chat] : state.chats) {
    const auto* member = chat.member(viewer);
    if (member == nullptr || member->hidden) continue;
    const auto* last = chat.messages.empty() ? nullptr : state.find_message(chat.messages.back());
    if (last == nullptr && chat.kind == ChatKind::dialog) continue;
    rows.push_back({&chat, member, last, last == nullptr ? chat.created_ms : last->date_ms});
  }
  std::sort(rows.begin(), rows.end(), [](const Row& a, const Row& b) {
    if (a.member->pinned != b.member->pinned) return a.member->pinned;
    if (a.date_ms != b.date_ms) return a.date_ms > b.date_ms;
    return a.chat->id > b.chat->id;
  });
  return rows;
}

bool is_openline(const Chat& chat) {
  return chat.entity_type == "LINES";
}

bool skipped(const Call& call, const Chat& chat) {
  if (is_openline(chat)) return call.params.flag("skipOpenlines", false);
  return call.params.flag(chat.kind == ChatKind::dialog ? "skipDialog" : "skipChat", false);
}

void write_last(JsonWriter& to, const State& state, const Row& row) {
  const auto* last = row.last;
  const bool read =
      last != nullptr &&
      std::any_of(row.chat->members.begin(), row.chat->members.end(), [&](const Member& member) {
        return member.user != last->sender_id && member.last_read >= last->id;
      });
  to.open_object();
  to.num("id", last == nullptr ? 0 : last->id);
  to.str("text", last == nullptr ? "" : last->text);
  to.flag("file", last != nullptr && !last->files.empty());
  to.num("author_id", last == nullptr ? 0 : last->author_id);
  to.flag("attach", last != nullptr && last->params.find("\"ATTACH\":") != std::string::npos);
  to.str("date", iso_time(state, row.date_ms));
  to.str("status", read ? "delivered" : "received");
  to.null("sticker");
  to.key("uuid");
  last == nullptr || last->uuid.empty() ? to.null() : to.str(last->uuid);
  to.close_object();
}

void write_row(JsonWriter& to, State& state, const Row& row, Id viewer, bool text_ids) {
  const auto& chat = *row.chat;
  const auto* other = counterpart(state, chat, viewer);
  to.open_object();
  to.key("id");
  // A person's id is a number in im.recent.list and a text in im.recent.get.
  other != nullptr && !text_ids ? to.num(other->id) : to.str(State::dialog_id(chat, viewer));
  to.num("chat_id", chat.id);
  to.str("type", other != nullptr ? "user" : "chat");
  to.key("avatar");
  write_avatar(to, other != nullptr ? other->avatar : chat.avatar,
               other != nullptr ? other->color : chat.color);
  to.str("title", title_of(state, chat, viewer));
  to.key("message");
  write_last(to, state, row);
  to.num("counter", unread_count(state, chat, *row.member));
  to.num("last_id", row.member->last_read);
  to.flag("pinned", row.member->pinned);
  to.flag("unread", row.member->unread_from != 0);
  to.flag("has_reminder", false);
  to.str("date_update", iso_time(state, row.date_ms));
  to.str("date_last_activity", iso_time(state, row.date_ms));
  const auto* shown = other != nullptr || row.last == nullptr ? other : state.find_user(row.last->author_id);
  if (shown == nullptr) shown = state.find_user(chat.owner);
  to.key("user");
  shown != nullptr ? write_user_snake(to, state, *shown) : to.raw("[]");
  to.key("chat");
  write_chat_snake(to, state, chat, viewer, Detail::recent);
  to.raw("options", "[]");
  to.close_object();
}

/// The moment that a parameter names; `otherwise` when it names none.
std::int64_t moment(const Call& call, std::string_view name, std::int64_t otherwise) {
  return time_of(call.params.text(name), call.state.options.utc_offset_minutes).value_or(otherwise);
}

/// What the viewer keeps of a dialog, in the list of recent chats; null with the reason in `error`.
Member* own_row(const Call& call, Reply& error) {
  auto* chat = chat_by_dialog(call, error);
  return chat == nullptr ? nullptr : chat->member(viewer(call));
}

}  // namespace

Reply im_recent_get(Call& call) {
  auto rows = rows_of(call.state, viewer(call));
  const auto since = std::max(moment(call, "lastSyncDate", 0), moment(call, "lastUpdate", 0));
  std::erase_if(rows, [&](const Row& row) {
    return skipped(call, *row.chat) || row.date_ms < since ||
           (call.params.flag("onlyOpenlines", false) && !is_openline(*row.chat));
  });
  Reply reply;
  JsonWriter to(reply.result);
  to.open_array();
  for (const auto& row : rows) write_row(to, call.state, row, viewer(call), true);
  to.close_array();
  return reply;
}

Reply im_recent_list(Call& call) {
  auto rows = rows_of(call.state, viewer(call));
  const auto before = moment(call, "lastMessageDate", std::numeric_limits<std::int64_t>::max());
  std::erase_if(rows, [&](const Row& row) {
    const bool unread = row.member->unread_from != 0 || unread_count(call.state, *row.chat, *row.member) > 0;
    return skipped(call, *row.chat) || row.date_ms >= before ||
           (call.params.flag("unreadOnly", false) && !unread) ||
           // There are neither channels nor chats with an assistant.
           call.params.flag("onlyCopilot", false) || call.params.flag("onlyChannel", false);
  });
  const auto page = page_of(call, 50, 200);
  const auto from = std::min(page.offset, rows.size());
  const auto end = from + std::min(page.limit, rows.size() - from);
  Reply reply{.total = static_cast<Id>(rows.size())};
  JsonWriter to(reply.result);
  to.open_object();
  to.key("items");
  to.open_array();
  for (auto i = from; i < end; ++i) write_row(to, call.state, rows[i], viewer(call), false);
  to.close_array();
  to.flag("hasMorePages", end < rows.size());
  to.flag("hasMore", end < rows.size());
  to.raw("copilot", R"({"chats":null,"messages":null,"roles":[],"recommendedRoles":[]})");
  to.raw("messagesAutoDeleteConfigs", "[]");
  to.close_object();
  return reply;
}

Reply im_recent_hide(Call& call) {
  Reply error;
  auto* row = own_row(call, error);
  // Of a dialog that is not there the page documents no error.
  if (row == nullptr) return error.error == "ACCESS_ERROR" ? Reply{.result = "false"} : error;
  row->hidden = true;
  return {.result = "true"};
}

Reply im_recent_pin(Call& call) {
  Reply error;
  auto* row = own_row(call, error);
  if (row == nullptr) {
    error.status = 400;  // documented so for this method's ACCESS_ERROR
    return error;
  }
  row->pinned = call.params.flag("pin", true);
  return {.result = "true"};
}

Reply im_recent_unread(Call& call) {
  Reply error;
  auto* row = own_row(call, error);
  if (row == nullptr) return error.error == "ACCESS_ERROR" ? Reply{.result = "false"} : error;
  const auto* chat = chat_by_dialog(call, error);
  const bool mark = call.params.flag("action", true) && !chat->messages.empty();
  row->unread_from = mark ? chat->messages.back() : 0;
  return {.result = "true"};
}

}  // namespace luabot::emulator
