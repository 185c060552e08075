#include "api/emulator/delivery.h"

#include "api/emulator/event_data.h"
#include "api/emulator/push.h"
#include "api/emulator/render.h"

namespace luabot::emulator {
namespace {

bool sees(const Bot& bot, const Chat& chat, const Message& message) {
  return chat.member(bot.id) != nullptr &&
         (chat.kind == ChatKind::dialog || bot.sees_all() || mentions(message.text, bot.id));
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

/// The message as that bot or person sees it, as the field of an event.
EventFields with_message(const State& state, const Chat& chat, const Message& message, Id viewer) {
  return [&state, &chat, &message, viewer](JsonWriter& to) {
    to.key("message");
    write_message(to, state, chat, message, viewer, Place::event);
  };
}

/// Tells the subscribers in the chat. `fields` makes the event's own fields for one of them.
template <class Fields>
void tell_subscribers(State& state, const Chat& chat, std::string_view type, Id by, Fields fields) {
  for (auto& [user, subscription] : state.subscriptions) {
    if (chat.member(user) == nullptr) continue;
    expire_events(state, subscription.events);
    subscription.events.push_back({state.next_event_id(), state.now_ms(), std::string(type),
                                   user_event_data(state, user, chat, by, fields(user))});
  }
}

/// Tells the bots that hear of what a person does with a message, and the subscribers.
template <class Hears, class Fields>
void tell(State& state, const Chat& chat, std::string_view type, Id by, Hears hears, Fields fields) {
  tell_subscribers(state, chat, "ONIMV2" + std::string(type), by, fields);
  if (state.find_bot(by) != nullptr) return;  // bots hear people, not other bots
  for (auto& [id, bot] : state.bots) {
    if (!hears(bot)) continue;
    enqueue(state, bot, "ONIMBOTV2" + std::string(type),
            bot_event_data(state, bot, chat, by, fields(bot.id)));
  }
}

}  // namespace

Id enqueue(State& state, Bot& bot, std::string_view type, std::string data) {
  if (bot.event_mode == "webhook") return push(state, bot, type, data);
  expire_events(state, bot.events);
  const Id id = state.next_event_id();
  bot.events.push_back({id, state.now_ms(), std::string(type), std::move(data)});
  return id;
}

void expire_events(const State& state, std::deque<Event>& events) {
  const auto oldest = state.now_ms() - event_life_ms;
  while (!events.empty() && events.front().date_ms <= oldest) events.pop_front();
}

void deliver_message(State& state, const Chat& chat, const Message& message) {
  const auto shown = [&](Id viewer) { return with_message(state, chat, message, viewer); };
  tell_subscribers(state, chat, "ONIMV2MESSAGEADD", message.sender_id, shown);
  if (state.find_bot(message.sender_id) != nullptr) return;
  const auto typed = typed_commands(message.text);
  for (auto& [id, bot] : state.bots) {
    const bool member = chat.member(id) != nullptr;
    if (!typed.empty() && (member || chat.kind != ChatKind::dialog) &&
        deliver_commands(state, bot, member, typed, chat, message)) {
      continue;
    }
    if (!sees(bot, chat, message)) continue;
    ++bot.count_message;
    enqueue(state, bot, "ONIMBOTV2MESSAGEADD",
            bot_event_data(state, bot, chat, message.sender_id, shown(id)));
  }
}

void deliver_update(State& state, const Chat& chat, const Message& message, Id by) {
  tell(
      state, chat, "MESSAGEUPDATE", by, [&](const Bot& bot) { return sees(bot, chat, message); },
      [&](Id viewer) { return with_message(state, chat, message, viewer); });
}

void deliver_delete(State& state, const Chat& chat, const Message& message, Id by) {
  EventFields fields = [id = message.id](JsonWriter& to) { to.num("messageId", id); };
  tell(
      state, chat, "MESSAGEDELETE", by, [&](const Bot& bot) { return sees(bot, chat, message); },
      [&](Id) { return fields; });
}

void deliver_reaction(State& state, const Chat& chat, const Message& message, std::string_view reaction,
                      std::string_view action, Id by) {
  const auto hears = [&](const Bot& bot) {
    const bool own = message.author_id == bot.id && chat.member(bot.id) != nullptr;
    return own || sees(bot, chat, message);
  };
  tell(state, chat, "REACTIONCHANGE", by, hears, [&](Id viewer) -> EventFields {
    return [&, viewer](JsonWriter& to) {
      to.str("reaction", reaction);
      to.str("action", action);
      with_message(state, chat, message, viewer)(to);
    };
  });
}

void deliver_command(State& state, const Command& command, const Typed& typed, std::string_view context,
                     const Chat& chat, const Message& message, Id by) {
  auto* bot = state.find_bot(command.bot);
  if (bot == nullptr) return;
  ++bot->count_command;
  enqueue(state, *bot, "ONIMBOTV2COMMANDADD", bot_event_data(state, *bot, chat, by, [&](JsonWriter& to) {
            to.key("command");
            to.open_object();
            to.num("id", command.id);
            to.str("command", command.name);
            to.str("params", typed.params);
            to.str("context", context);
            to.close_object();
            with_message(state, chat, message, bot->id)(to);
          }));
}

void deliver_join(State& state, const Chat& chat, Id user, Id by) {
  const EventFields fields = [&](JsonWriter& to) { to.str("dialogId", State::dialog_id(chat, user)); };
  const auto subscribed = state.subscriptions.find(user);
  if (subscribed != state.subscriptions.end()) {
    expire_events(state, subscribed->second.events);
    subscribed->second.events.push_back({state.next_event_id(), state.now_ms(), "ONIMV2JOINCHAT",
                                         user_event_data(state, user, chat, by, fields)});
  }
  auto* bot = state.find_bot(user);
  if (bot == nullptr || user == by) return;
  ++(chat.kind == ChatKind::dialog ? bot->count_user : bot->count_chat);
  enqueue(state, *bot, "ONIMBOTV2JOINCHAT", bot_event_data(state, *bot, chat, by, fields));
}

void deliver_context(State& state, Bot& bot, const Chat& chat, std::string_view context, Id by) {
  enqueue(state, bot, "ONIMBOTV2CONTEXTGET", bot_event_data(state, bot, chat, by, [&](JsonWriter& to) {
            to.str("dialogId", State::dialog_id(chat, bot.id));
            to.raw("context", context);
          }));
}

void deliver_farewell(State& state, Bot& bot) {
  std::string data;
  JsonWriter to(data);
  to.open_object();
  to.key("bot");
  write_bot(to, state, bot, true);
  to.close_object();
  enqueue(state, bot, "ONIMBOTV2DELETE", std::move(data));
}

}  // namespace luabot::emulator
