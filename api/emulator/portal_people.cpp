#include <nlohmann/json.hpp>

#include "api/emulator/delivery.h"
#include "api/emulator/edits.h"
#include "api/emulator/input_actions.h"
#include "api/emulator/membership.h"
#include "api/emulator/params.h"
#include "api/emulator/portal.h"
#include "api/emulator/refused.h"
#include "api/emulator/state.h"
#include "api/emulator/text.h"

namespace luabot::emulator {
namespace {

/// The button that is meant; null when there is none.
const Json* button_of(const Json& keyboard, std::string_view name) {
  std::size_t number = 0;
  for (const auto& button : keyboard) {
    const auto is = [&](const char* field) {
      return button.contains(field) && text_of(button[field]) == name;
    };
    if (is("TEXT") || is("COMMAND") || std::to_string(number) == name) return &button;
    ++number;
  }
  return nullptr;
}

std::string said(const Json& button, const char* field) {
  return button.contains(field) ? text_of(button[field]) : "";
}

}  // namespace

Id Portal::add_user(Id id, std::string first_name, std::string last_name) {
  if (id == 0) {
    id = 2;
    while (state_->find_user(id) != nullptr) ++id;
  }
  auto& user = state_->user(id);
  if (!first_name.empty()) {
    user.first_name = std::move(first_name);
    user.last_name = std::move(last_name);
  }
  return id;
}

Result<Id> Portal::add_chat(ChatSpec spec) {
  if (spec.id != 0 && state_->find_chat(spec.id) != nullptr) return no("there is a chat of that id already");
  const Id owner = spec.owner != 0 ? spec.owner : options_.user;
  auto& chat = state_->add_chat(spec.open ? ChatKind::open : ChatKind::group, owner, spec.id);
  chat.name = spec.name.empty() ? "Chat " + std::to_string(chat.id) : std::move(spec.name);
  join_chat(*state_, chat, owner, owner);
  for (const Id member : spec.members) join_chat(*state_, chat, member, owner);
  return chat.id;
}

Result<void> Portal::add_member(Id chat, Id user, Id by) {
  auto* known = state_->find_chat(chat);
  if (known == nullptr || known->kind == ChatKind::dialog) return no("there is no such group chat");
  join_chat(*state_, *known, user, by);
  return {};
}

Result<Id> Portal::say(Id user, std::string_view dialog_id, std::string_view text, Id reply) {
  if (user <= 0) return no("a user's id is a positive number");
  if (state_->find_bot(user) != nullptr) return no("a bot speaks through its methods");
  state_->user(user);
  auto* chat = state_->dialog(user, dialog_id);
  if (chat == nullptr) return no("there is no dialog \"" + std::string(dialog_id) + "\" for this user");
  Message message;
  message.text = stored_text(text);
  message.author_id = message.sender_id = user;
  if (message.text.empty()) return no("the message is empty");
  if (reply != 0) {
    const auto* answered = state_->find_message(reply);
    if (answered == nullptr || answered->chat_id != chat->id) return no("there is no such message to answer");
    message.params = Json{{"REPLY_ID", reply}}.dump();
  }
  join_chat(*state_, *chat, user, user);
  if (!may_write(*chat, user)) return no("the text field of that chat is closed");
  return publish(*state_, *chat, std::move(message)).id;
}

Result<void> Portal::press(Id user, Id message, std::string_view button) {
  const auto* shown = state_->find_message(message);
  if (shown == nullptr) return no("there is no such message");
  const auto& chat = *state_->find_chat(shown->chat_id);
  if (chat.member(user) == nullptr) return no("the user is not in that chat");
  const auto params = Json::parse(shown->params, nullptr, false);
  if (!params.is_object() || !params.contains("KEYBOARD")) return no("the message has no keyboard");
  const auto* pressed = button_of(params["KEYBOARD"], button);
  if (pressed == nullptr) return no("the keyboard has no such button");
  if (said(*pressed, "DISABLED") == "Y") return no("the button is disabled");

  if (said(*pressed, "ACTION") == "SEND") {
    auto sent = say(user, State::dialog_id(chat, user), said(*pressed, "ACTION_VALUE"));
    if (!sent) return sent.error();
    return {};
  }
  auto name = said(*pressed, "COMMAND");
  if (name.empty()) return no("the button tells the portal nothing");
  if (name.front() != '/') name.insert(0, "/");
  const auto bot = integer_of(pressed->value("BOT_ID", Json())).value_or(0);
  for (const auto& [id, command] : state_->commands) {
    if (command.bot != bot || command.name != name) continue;
    deliver_command(*state_, command, {name, said(*pressed, "COMMAND_PARAMS")}, "keyboard", chat, *shown,
                    user);
    return {};
  }
  return no("the bot has not registered the command " + name);
}

Result<Id> Portal::push_event(Id bot, std::string_view type, std::string_view data) {
  auto* known = state_->find_bot(bot);
  if (known == nullptr) return no("there is no such bot");
  if (!Json::accept(data)) return no("the event's data is not JSON");
  return enqueue(*state_, *known, type, std::string(data));
}

const User* Portal::find_user(Id id) const {
  return std::as_const(*state_).find_user(id);
}
const Bot* Portal::find_bot(Id id) const {
  return state_->find_bot(id);
}
const Chat* Portal::find_chat(Id id) const {
  return state_->find_chat(id);
}
const File* Portal::find_file(Id id) const {
  const auto at = state_->files.find(id);
  return at == state_->files.end() ? nullptr : &at->second;
}
std::vector<InputAction> Portal::input_actions(Id chat) const {
  return emulator::input_actions(*state_, chat);
}
const Message* Portal::find_message(Id id) const {
  return std::as_const(*state_).find_message(id);
}

std::vector<const Bot*> Portal::bots() const {
  std::vector<const Bot*> out;
  for (const auto& [id, bot] : state_->bots) out.push_back(&bot);
  return out;
}

Result<std::vector<const Message*>> Portal::messages(Id user, std::string_view dialog_id) {
  const auto* chat = state_->dialog(user, dialog_id);
  if (chat == nullptr) return no("there is no dialog \"" + std::string(dialog_id) + "\" for this user");
  std::vector<const Message*> out;
  out.reserve(chat->messages.size());
  for (const Id id : chat->messages) out.push_back(state_->find_message(id));
  return out;
}

std::string Portal::dialog_id(Id chat, Id user) const {
  const auto* known = state_->find_chat(chat);
  return known == nullptr ? "" : State::dialog_id(*known, user);
}

}  // namespace luabot::emulator
