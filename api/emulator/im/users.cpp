#include <algorithm>
#include <array>
#include <vector>

#include "api/emulator/im/asked.h"
#include "api/emulator/methods_im.h"
#include "api/emulator/render.h"

namespace luabot::emulator {
namespace {

constexpr std::int64_t minute_ms = 60'000;

/// The ids of a list, which may also come as JSON text; nothing when it is no list of ids.
std::optional<std::vector<Id>> ids_of(const Json* given) {
  Json list = given == nullptr ? Json() : *given;
  if (list.is_string()) list = Json::parse(list.get_ref<const std::string&>(), nullptr, false);
  if (!list.is_array() || list.empty()) return std::nullopt;
  std::vector<Id> ids;
  for (const auto& item : list) {
    const auto id = integer_of(item);
    if (!id) return std::nullopt;
    ids.push_back(*id);
  }
  return ids;
}

}  // namespace

Reply im_user_get(Call& call) {
  Id id = viewer(call);
  if (call.params.has("id")) id = call.params.integer("id").value_or(0);
  if (id <= 0) return refuse("ID_EMPTY");
  const auto* user = call.state.find_user(id);
  if (user == nullptr) return refuse("USER_NOT_EXISTS");
  Reply reply;
  JsonWriter to(reply.result);
  write_user_snake(to, call.state, *user);
  return reply;
}

Reply im_user_list_get(Call& call) {
  const auto ids = ids_of(call.params.find("id"));
  if (!ids) return refuse("INVALID_FORMAT");
  std::vector<const User*> users;
  for (const Id id : *ids) {
    if (const auto* user = call.state.find_user(id)) users.push_back(user);
  }
  // PHP's empty map is a list.
  const bool list = call.params.text("resultType") == "array" || users.empty();
  Reply reply;
  JsonWriter to(reply.result);
  list ? to.open_array() : to.open_object();
  for (const auto* user : users) {
    if (!list) to.key(std::to_string(user->id));
    write_user_snake(to, call.state, *user);
  }
  list ? to.close_array() : to.close_object();
  return reply;
}

Reply im_user_status_get(Call& call) {
  return {.result = '"' + call.state.user(viewer(call)).status + '"'};
}

Reply im_user_status_set(Call& call) {
  constexpr std::array<std::string_view, 4> known = {"online", "dnd", "away", "break"};
  const auto status = call.params.text("status");
  if (std::find(known.begin(), known.end(), status) == known.end()) return refuse("STATUS_ERROR");
  call.state.user(viewer(call)).status = status;
  return {.result = "true"};
}

Reply im_user_idle_start(Call& call) {
  const auto ago = std::max<Id>(call.params.integer("ago").value_or(10), 1);
  call.state.user(viewer(call)).idle_since_ms = call.state.now_ms() - ago * minute_ms;
  return {.result = "true"};
}

Reply im_user_idle_end(Call& call) {
  call.state.user(viewer(call)).idle_since_ms = 0;
  return {.result = "true"};
}

}  // namespace luabot::emulator
