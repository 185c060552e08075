#include <algorithm>
#include <limits>

#include "api/emulator/authors.h"
#include "api/emulator/im/render_im.h"
#include "api/emulator/methods_im.h"
#include "api/emulator/render.h"

namespace luabot::emulator {
namespace {

/// Whether the parameter is absent or a number; its value is then put into `value`.
bool read_id(const Params& params, std::string_view name, std::optional<Id>& value) {
  value = params.integer(name);
  return value.has_value() || !params.has(name);
}

}  // namespace

Reply dialog_messages(Call& call) {
  auto& state = call.state;
  const Id viewer = state.options.user;
  const auto dialog_id = call.params.text("dialogId");
  std::optional<Id> first;
  std::optional<Id> last;
  if (dialog_id.empty()) return refuse("DIALOG_ID_EMPTY");
  if (!read_id(call.params, "firstId", first)) return refuse("FIRST_ID_STRING");
  if (!read_id(call.params, "lastId", last)) return refuse("LAST_ID_STRING");
  const auto* chat = state.dialog(viewer, dialog_id);
  if (chat == nullptr || chat->member(viewer) == nullptr) return refuse("ACCESS_ERROR");

  const auto limit = std::clamp<std::ptrdiff_t>(call.params.integer("limit").value_or(20), 1, 50);
  const auto& all = chat->messages;
  // FIRST_ID pages towards newer messages, LAST_ID towards older ones; without either the latest are meant.
  auto from = std::upper_bound(all.begin(), all.end(), first.value_or(0));
  auto end = std::lower_bound(all.begin(), all.end(), last.value_or(std::numeric_limits<Id>::max()));
  if (from > end) from = end;
  if (first) {
    end = from + std::min(limit, end - from);
  } else {
    from = end - std::min(limit, end - from);
  }

  Reply reply;
  JsonWriter to(reply.result);
  to.open_object();
  to.num("chat_id", chat->id);
  to.key("messages");
  to.open_array();
  for (auto one = end; one != from;) {
    write_message_snake(to, state, *chat, *state.find_message(*--one), viewer);
  }
  to.close_array();
  to.key("users");
  to.open_array();
  for (const auto* user : authors(state, from, end)) write_user_snake(to, state, *user);
  to.close_array();
  write_files(to, state, {from, end});
  to.close_object();
  return reply;
}

}  // namespace luabot::emulator
