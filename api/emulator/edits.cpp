#include "api/emulator/edits.h"

#include <algorithm>
#include <optional>

#include "api/catalog/description.h"
#include "api/emulator/decoration.h"
#include "api/emulator/delivery.h"
#include "api/emulator/input_actions.h"
#include "api/emulator/text.h"

namespace luabot::emulator {
namespace {

/// The message's parameters as an object; PHP writes an empty one as a list.
Json params_of(const Message& message) {
  auto params = Json::parse(message.params, nullptr, false);
  return params.is_object() ? params : Json::object();
}

/// Puts `value` there, or nothing when there is none.
void put(Json& params, const char* name, const std::optional<Json>& value) {
  if (value) {
    params[name] = *value;
  } else {
    params.erase(name);
  }
}

/// Takes whatever reaction the user has given: there is one of each user on a message.
void take_back(Message& message, Id user) {
  for (auto at = message.reactions.begin(); at != message.reactions.end();) {
    auto& users = at->second;
    users.erase(std::remove(users.begin(), users.end(), user), users.end());
    at = users.empty() ? message.reactions.erase(at) : std::next(at);
  }
}

}  // namespace

Message& publish(State& state, Chat& chat, Message draft) {
  const Id sender = draft.sender_id;
  if (chat.kind == ChatKind::dialog && chat.messages.empty() && state.find_bot(sender) == nullptr) {
    for (const auto& member : chat.members) {
      if (state.find_bot(member.user) != nullptr) deliver_join(state, chat, member.user, sender);
    }
  }
  end_input_action(state, chat.id, sender);
  auto& posted = state.post(chat, std::move(draft));
  deliver_message(state, chat, posted);
  return posted;
}

std::string edit_message(State& state, Message& message, const Params& fields, Id by) {
  auto params = params_of(message);
  if (const auto* given = fields.find("attach")) {
    auto attach = stored_attach(*given);
    if (!attach.error.empty()) return attach.error;
    put(params, "ATTACH", attach.json.empty() ? std::nullopt : std::optional(Json::parse(attach.json)));
  }
  if (const auto* given = fields.find("keyboard")) {
    put(params, "KEYBOARD",
        stored_keyboard(*given, state.find_bot(message.author_id) != nullptr ? message.author_id : 0));
  }
  if (fields.has("urlPreview")) {
    put(params, "URL_PREVIEW", fields.flag("urlPreview", true) ? std::nullopt : std::optional(Json("N")));
  }
  if (fields.has("message")) message.text = stored_text(fields.text("message"));
  params["IS_EDITED"] = "Y";
  message.params = params.dump();
  message.edited = true;
  deliver_update(state, *state.find_chat(message.chat_id), message, by);
  return "";
}

void delete_message(State& state, Message& message, bool complete, Id by) {
  auto& chat = *state.find_chat(message.chat_id);
  if (!message.deleted) deliver_delete(state, chat, message, by);
  for (const Id file : message.files) state.files.erase(file);
  message.files.clear();
  message.reactions.clear();
  message.text.clear();
  message.params = R"({"IS_DELETED":"Y"})";
  message.deleted = true;
  if (!complete) return;
  message.gone = true;
  chat.messages.erase(std::remove(chat.messages.begin(), chat.messages.end(), message.id),
                      chat.messages.end());
}

bool is_reaction(std::string_view name) {
  const auto* method = catalog::find("imbot.v2.Chat.Message.Reaction.add");
  if (method == nullptr || method->description == nullptr) return false;
  for (const auto& param : method->description->params) {
    if (param.name == "reaction")
      return std::find(param.values.begin(), param.values.end(), name) != param.values.end();
  }
  return false;
}

bool set_reaction(State& state, Message& message, const std::string& reaction, Id user, bool on) {
  const auto given = message.reactions.find(reaction);
  const bool set = given != message.reactions.end() &&
                   std::find(given->second.begin(), given->second.end(), user) != given->second.end();
  if (on == set) return false;
  take_back(message, user);
  if (on) message.reactions[reaction].push_back(user);
  deliver_reaction(state, *state.find_chat(message.chat_id), message, reaction, on ? "add" : "delete", user);
  return true;
}

ReadMark read_chat(const State& state, Chat& chat, Member& member, Id up_to) {
  const auto last = up_to != 0 || chat.messages.empty() ? up_to : chat.messages.back();
  ReadMark mark;
  for (auto at = std::upper_bound(chat.messages.begin(), chat.messages.end(), member.last_read);
       at != chat.messages.end() && *at <= last; ++at) {
    if (state.find_message(*at)->sender_id != member.user) mark.viewed.push_back(*at);
  }
  member.last_read = std::max(member.last_read, last);
  member.unread_from = 0;
  mark.last = member.last_read;
  mark.counter = unread_count(state, chat, member);
  return mark;
}

Id unread_count(const State& state, const Chat& chat, const Member& member) {
  const auto from = std::upper_bound(chat.messages.begin(), chat.messages.end(), member.last_read);
  return std::count_if(from, chat.messages.end(),
                       [&](Id id) { return state.find_message(id)->sender_id != member.user; });
}

}  // namespace luabot::emulator
