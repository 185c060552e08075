#include "api/emulator/methods_imbot.h"

namespace luabot::emulator {

std::span<const Method> imbot_methods() {
  static constexpr Method all[] = {
      {"imbot.v2.Bot.get", "imbot", bot_get},
      {"imbot.v2.Bot.list", "imbot", bot_list},
      {"imbot.v2.Bot.register", "imbot", bot_register},
      {"imbot.v2.Bot.unregister", "imbot", bot_unregister},
      {"imbot.v2.Bot.update", "imbot", bot_update},
      {"imbot.v2.Chat.Message.get", "imbot", message_get},
      {"imbot.v2.Chat.Message.getContext", "imbot", message_context},
      {"imbot.v2.Chat.Message.send", "imbot", message_send},
      {"imbot.v2.Chat.get", "imbot", chat_get},
      {"imbot.v2.Command.answer", "imbot", command_answer},
      {"imbot.v2.Command.list", "imbot", command_list},
      {"imbot.v2.Command.register", "imbot", command_register},
      {"imbot.v2.Command.unregister", "imbot", command_unregister},
      {"imbot.v2.Command.update", "imbot", command_update},
      {"imbot.v2.Event.get", "imbot", event_get},
  };
  return all;
}

}  // namespace luabot::emulator
