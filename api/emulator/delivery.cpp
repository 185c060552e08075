#include "api/emulator/delivery.h"

#include "api/emulator/render.h"

namespace luabot::emulator {
namespace {

/// `{"bot": …, <middle>, "chat": …, "user": …, "language": …}`
template <class Middle>
std::string event_data(const State& state, const Bot& bot, const Chat& chat, Id user, Middle middle) {
  std::string out;
  out.reserve(2048);
  JsonWriter to(out);
  to.open_object();
  to.key("bot");
  write_bot(to, state, bot, true);
  middle(to);
  to.key("chat");
  write_chat(to, state, chat, bot.id, Place::event);
  to.key("user");
  if (const auto* known = state.find_user(user)) {
    write_user(to, state, *known, Place::event);
  } else {
    to.raw("[]");
  }
  to.str("language", state.options.language);
  to.close_object();
  return out;
}

bool sees(const Bot& bot, const Chat& chat, const Message& message) {
  return chat.kind == ChatKind::dialog || bot.sees_all() || mentions(message.text, bot.id);
}

/// Whether the bot has one of the commands; then they are delivered.
bool deliver_commands(State& state, const Bot& bot, bool member, const std::vector<Typed>& typed,
                      const Chat& chat, const Message& message) {
  bool any = false;
  for (const auto& one : typed) {
    for (const auto& [id, command] : state.commands) {
      if (command.bot != bot.id || command.name != one.command || !(member || command.common)) continue;
      deliver_command(state, command, one, "textarea", chat, message, message.sender_id);
      any = true;
    }
  }
  return any;
}

}  // namespace

Id enqueue(State& state, Bot& bot, std::string_view type, std::string data) {
  if (bot.event_mode != "fetch") return 0;
  expire_events(state, bot);
  const Id id = state.next_event_id();
  bot.events.push_back({id, state.now_ms(), std::string(type), std::move(data)});
  return id;
}

void expire_events(const State& state, Bot& bot) {
  const auto oldest = state.now_ms() - event_life_ms;
  while (!bot.events.empty() && bot.events.front().date_ms <= oldest) bot.events.pop_front();
}

void deliver_message(State& state, const Chat& chat, const Message& message) {
  const auto typed = typed_commands(message.text);
  for (auto& [id, bot] : state.bots) {
    const bool member = chat.member(id) != nullptr;
    if (!typed.empty() && (member || chat.kind != ChatKind::dialog) &&
        deliver_commands(state, bot, member, typed, chat, message)) {
      continue;
    }
    if (!member || !sees(bot, chat, message)) continue;
    ++bot.count_message;
    const Id seen_by = bot.id;
    enqueue(state, bot, "ONIMBOTV2MESSAGEADD",
            event_data(state, bot, chat, message.sender_id, [&](JsonWriter& to) {
              to.key("message");
              write_message(to, state, chat, message, seen_by, Place::event);
            }));
  }
}

void deliver_command(State& state, const Command& command, const Typed& typed, std::string_view context,
                     const Chat& chat, const Message& message, Id by) {
  auto* bot = state.find_bot(command.bot);
  if (bot == nullptr) return;
  ++bot->count_command;
  enqueue(state, *bot, "ONIMBOTV2COMMANDADD", event_data(state, *bot, chat, by, [&](JsonWriter& to) {
            to.key("command");
            to.open_object();
            to.num("id", command.id);
            to.str("command", command.name);
            to.str("params", typed.params);
            to.str("context", context);
            to.close_object();
            to.key("message");
            write_message(to, state, chat, message, bot->id, Place::event);
          }));
}

void deliver_join(State& state, Bot& bot, const Chat& chat, Id by) {
  ++(chat.kind == ChatKind::dialog ? bot.count_user : bot.count_chat);
  enqueue(state, bot, "ONIMBOTV2JOINCHAT", event_data(state, bot, chat, by, [&](JsonWriter& to) {
            to.str("dialogId", State::dialog_id(chat, bot.id));
          }));
}

}  // namespace luabot::emulator
