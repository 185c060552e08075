#include "api/emulator/event_data.h"

#include "api/emulator/render.h"

namespace luabot::emulator {
namespace {

/// All that stands behind the bot, up to the end.
void write_rest(JsonWriter& to, const State& state, Id viewer, const Chat& chat, Id user,
                const EventFields& fields) {
  fields(to);
  to.key("chat");
  write_chat(to, state, chat, viewer, Place::event);
  to.key("user");
  if (const auto* known = state.find_user(user)) {
    write_user(to, state, *known, Place::event);
  } else {
    to.raw("[]");
  }
  to.str("language", state.options.language);
  to.close_object();
}

}  // namespace

std::string bot_event_data(const State& state, const Bot& bot, const Chat& chat, Id user,
                           const EventFields& fields) {
  std::string out;
  out.reserve(2048);
  JsonWriter to(out);
  to.open_object();
  to.key("bot");
  write_bot(to, state, bot, true);
  write_rest(to, state, bot.id, chat, user, fields);
  return out;
}

std::string user_event_data(const State& state, Id viewer, const Chat& chat, Id user,
                            const EventFields& fields) {
  std::string out;
  out.reserve(2048);
  JsonWriter to(out);
  to.open_object();
  write_rest(to, state, viewer, chat, user, fields);
  return out;
}

}  // namespace luabot::emulator
