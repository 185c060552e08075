#include <algorithm>
#include <cctype>

#include "api/emulator/compose.h"
#include "api/emulator/edits.h"
#include "api/emulator/methods_imbot.h"
#include "api/emulator/render.h"
#include "api/emulator/text.h"

namespace luabot::emulator {
namespace {

constexpr std::string_view done = R"({"result":true})";

/// "help" and "/help" as "/help".
std::string with_slash(std::string name) {
  return name.empty() || name.front() == '/' ? name : "/" + name;
}

bool good_name(const std::string& name) {
  return name.size() > 1 && std::all_of(name.begin() + 1, name.end(), [](char c) {
           const auto byte = static_cast<unsigned char>(c);
           return std::isalnum(byte) != 0 || c == '_' || c == '-' || byte >= 0x80;
         });
}

Command* command_of(State& state, Id bot, const std::string& name) {
  for (auto& [id, command] : state.commands) {
    if (command.bot == bot && command.name == name) return &command;
  }
  return nullptr;
}

/// The command of that id if it is the bot's own.
Command* own_command(const Call& call, const Bot& bot) {
  const auto at = call.state.commands.find(call.params.integer("commandId").value_or(0));
  if (at == call.state.commands.end() || at->second.bot != bot.id) return nullptr;
  return &at->second;
}

using Texts = std::map<std::string, std::string>;

Texts texts_of(const State& state, const Json* given) {
  Texts out;
  if (given == nullptr) return out;
  if (given->is_string()) out[state.options.language] = given->get<std::string>();
  if (given->is_object()) {
    for (const auto& [language, text] : given->items()) {
      if (!text_of(text).empty()) out[language] = text_of(text);
    }
  }
  return out;
}

void apply_flags(const Params& fields, Command& command) {
  command.common = fields.flag("common", command.common);
  command.hidden = fields.flag("hidden", command.hidden);
  command.extranet = fields.flag("extranetSupport", command.extranet);
}

/// A null title takes a translation away; params count only for languages that the title names.
void apply_texts(const Params& fields, Command& command) {
  const auto* titles = fields.find("title");
  if (titles == nullptr || !titles->is_object()) return;
  const auto params = fields.inside("params");
  for (const auto& [language, title] : titles->items()) {
    if (title.is_null()) {
      command.title.erase(language);
      command.params.erase(language);
      continue;
    }
    command.title[language] = text_of(title);
    if (params.has(language)) command.params[language] = params.text(language);
  }
}

Reply shown(const State& state, const Command& command) {
  Reply reply;
  JsonWriter to(reply.result);
  to.open_object();
  to.key("command");
  write_command(to, state, command);
  to.close_object();
  return reply;
}

}  // namespace

Reply command_register(Call& call) {
  auto& state = call.state;
  Reply error;
  const auto* bot = owned_bot(call, error);
  if (bot == nullptr) return error;
  // Until 2026-09-30 portals also take the fields at the top level.
  const auto fields = call.params.has("fields") ? call.params.inside("fields") : call.params;
  const auto name = with_slash(fields.text("command"));
  if (name.empty()) return refuse("COMMAND_REQUIRED");
  if (!good_name(name)) return refuse("COMMAND_NAME_INVALID");
  auto titles = texts_of(state, fields.find("title"));
  if (titles.empty() && !fields.flag("hidden", false)) return refuse("COMMAND_TITLE_REQUIRED");
  if (const auto* known = command_of(state, bot->id, name)) return shown(state, *known);
  auto& command = state.add_command(bot->id);
  command.name = name;
  command.title = std::move(titles);
  command.params = texts_of(state, fields.find("params"));
  apply_flags(fields, command);
  return shown(state, command);
}

Reply command_list(Call& call) {
  Reply reply;
  const auto* bot = owned_bot(call, reply);
  if (bot == nullptr) return reply;
  JsonWriter to(reply.result);
  to.open_object();
  to.key("commands");
  to.open_array();
  for (const auto& [id, command] : call.state.commands) {
    if (command.bot == bot->id) write_command(to, call.state, command);
  }
  to.close_array();
  to.close_object();
  return reply;
}

Reply command_update(Call& call) {
  Reply error;
  const auto* bot = owned_bot(call, error);
  if (bot == nullptr) return error;
  auto* command = own_command(call, *bot);
  if (command == nullptr) return refuse("COMMAND_NOT_FOUND");
  const auto fields = call.params.inside("fields");
  if (fields.has("command")) {
    const auto name = with_slash(fields.text("command"));
    if (name.empty()) return refuse("COMMAND_NAME_EMPTY");
    if (!good_name(name)) return refuse("COMMAND_NAME_INVALID");
    const auto* known = command_of(call.state, bot->id, name);
    if (known != nullptr && known != command) return refuse("COMMAND_ALREADY_EXISTS");
    command->name = name;
  }
  apply_texts(fields, *command);
  apply_flags(fields, *command);
  return shown(call.state, *command);
}

Reply command_unregister(Call& call) {
  Reply error;
  const auto* bot = owned_bot(call, error);
  if (bot == nullptr) return error;
  const auto* command = own_command(call, *bot);
  if (command == nullptr) return refuse("COMMAND_NOT_FOUND");
  call.state.commands.erase(command->id);
  return {.result = std::string(done)};
}

/// Answers in the chat where the command was given, whether the bot is in it or not.
Reply command_answer(Call& call) {
  auto& state = call.state;
  Reply error;
  const auto* bot = owned_bot(call, error);
  if (bot == nullptr) return error;
  const auto* command = own_command(call, *bot);
  const auto* message = state.find_message(call.params.integer("messageId").value_or(0));
  auto* chat = state.dialog(bot->id, call.params.text("dialogId"));
  const bool there = command != nullptr && message != nullptr && chat != nullptr &&
                     message->chat_id == chat->id && (command->common || chat->member(bot->id) != nullptr);
  if (!there) return refuse("COMMAND_ANSWER_FAILED");
  auto draft = compose(state, *bot, *chat, call.params.inside("fields"));
  if (draft.error == "EMPTY_MESSAGE") return refuse("COMMAND_ANSWER_FAILED");
  if (!draft.error.empty()) return refuse(draft.error);
  draft.message.uuid.clear();  // this method knows no templateId
  publish(state, *chat, std::move(draft.message));
  return {.result = std::string(done)};
}

}  // namespace luabot::emulator
