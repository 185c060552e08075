#include <nlohmann/json.hpp>

#include "api/emulator/delivery.h"
#include "api/emulator/edits.h"
#include "api/emulator/files.h"
#include "api/emulator/membership.h"
#include "api/emulator/portal.h"
#include "api/emulator/refused.h"

namespace luabot::emulator {
namespace {

constexpr std::string_view no_message = "there is no such message";

/// A message of a chat that the person is in; null for any other.
Message* message_for(State& state, Id user, Id id) {
  auto* message = state.find_message(id);
  if (message == nullptr || message->deleted) return nullptr;
  return state.find_chat(message->chat_id)->member(user) == nullptr ? nullptr : message;
}

std::string unknown_dialog(std::string_view dialog_id) {
  return "there is no dialog \"" + std::string(dialog_id) + "\" for this user";
}

}  // namespace

Result<void> Portal::edit(Id user, Id message, std::string_view text) {
  auto* known = message_for(*state_, user, message);
  if (known == nullptr) return no(no_message);
  if (known->author_id != user) return no("people edit their own messages");
  const Json fields = {{"message", std::string(text)}};
  const auto error = edit_message(*state_, *known, Params(fields), user);
  if (!error.empty()) return no(error);
  return {};
}

Result<void> Portal::remove(Id user, Id message, bool complete) {
  auto* known = message_for(*state_, user, message);
  if (known == nullptr) return no(no_message);
  if (known->author_id != user && !administers(*state_->find_chat(known->chat_id), user)) {
    return no("people delete their own messages, or those of a chat that they administer");
  }
  delete_message(*state_, *known, complete, user);
  return {};
}

Result<void> Portal::react(Id user, Id message, std::string_view reaction, bool on) {
  auto* known = message_for(*state_, user, message);
  if (known == nullptr) return no(no_message);
  if (!is_reaction(reaction)) return no("there is no reaction \"" + std::string(reaction) + "\"");
  const auto* bot = state_->find_bot(known->author_id);
  if (bot != nullptr && !bot->reactions) return no("the bot takes no reactions to its messages");
  if (set_reaction(*state_, *known, std::string(reaction), user, on)) return {};
  return no(on ? "the user has given that reaction already" : "the user has not given that reaction");
}

Result<Id> Portal::read(Id user, std::string_view dialog_id, Id message) {
  auto* chat = state_->dialog(user, dialog_id);
  auto* member = chat == nullptr ? nullptr : chat->member(user);
  if (member == nullptr) return no(unknown_dialog(dialog_id));
  const auto* last = state_->find_message(message);
  if (message != 0 && (last == nullptr || last->chat_id != chat->id)) return no(no_message);
  return read_chat(*state_, *chat, *member, message).counter;
}

Result<void> Portal::leave(Id user, Id chat) {
  auto* known = state_->find_chat(chat);
  if (known == nullptr || !leave_chat(*known, user)) return no("the user is in no such group chat");
  return {};
}

Result<Id> Portal::upload(Id user, std::string_view dialog_id, std::string name, std::string content,
                          std::string_view text) {
  auto* chat = state_->dialog(user, dialog_id);
  if (chat == nullptr || chat->member(user) == nullptr) return no(unknown_dialog(dialog_id));
  if (name.empty() || content.empty()) return no("a file has a name and is not empty");
  if (!may_write(*chat, user)) return no("the text field of that chat is closed");
  const auto& file = keep_file(*state_, *chat, user, std::move(name), std::move(content));
  return publish_file(*state_, *chat, user, file, text).id;
}

Result<void> Portal::send_context(Id user, Id bot, std::string_view context) {
  auto* known = state_->find_bot(bot);
  if (known == nullptr) return no("there is no such bot");
  if (!Json::parse(context, nullptr, false).is_object()) return no("the context is not a JSON object");
  state_->user(user);
  auto* chat = state_->dialog(user, std::to_string(bot));
  if (chat == nullptr) return no("the user has no dialog with that bot");
  deliver_context(*state_, *known, *chat, context, user);
  return {};
}

Result<void> Portal::remove_bot(Id bot) {
  if (state_->find_bot(bot) == nullptr) return no("there is no such bot");
  emulator::remove_bot(*state_, bot);
  return {};
}

Answer Portal::open(std::string_view path, std::string_view query) {
  auto file = open_link(*state_, path, query);
  if (!file) return {.status = 404, .content_type = "text/plain", .body = "There is no such file.\n"};
  return {.content_type = std::move(file->content_type), .body = std::move(file->content)};
}

}  // namespace luabot::emulator
