#include "api/emulator/methods_imbot.h"

namespace luabot::emulator {

std::span<const Method> imbot_methods() {
  static constexpr Method all[] = {
      {"imbot.v2.Bot.get", "imbot", bot_get},
      {"imbot.v2.Bot.list", "imbot", bot_list},
      {"imbot.v2.Bot.register", "imbot", bot_register},
      {"imbot.v2.Bot.unregister", "imbot", bot_unregister},
      {"imbot.v2.Bot.update", "imbot", bot_update},
      {"imbot.v2.Chat.InputAction.notify", "imbot", input_action_notify},
      {"imbot.v2.Chat.Manager.add", "imbot", manager_add},
      {"imbot.v2.Chat.Manager.delete", "imbot", manager_delete},
      {"imbot.v2.Chat.Message.Reaction.add", "imbot", reaction_add},
      {"imbot.v2.Chat.Message.Reaction.delete", "imbot", reaction_delete},
      {"imbot.v2.Chat.Message.delete", "imbot", message_delete},
      {"imbot.v2.Chat.Message.get", "imbot", message_get},
      {"imbot.v2.Chat.Message.getContext", "imbot", message_context},
      {"imbot.v2.Chat.Message.read", "imbot", message_read},
      {"imbot.v2.Chat.Message.send", "imbot", message_send},
      {"imbot.v2.Chat.Message.update", "imbot", message_update},
      {"imbot.v2.Chat.TextField.enabled", "imbot", text_field_enabled},
      {"imbot.v2.Chat.User.add", "imbot", chat_user_add},
      {"imbot.v2.Chat.User.delete", "imbot", chat_user_delete},
      {"imbot.v2.Chat.User.list", "imbot", chat_user_list},
      {"imbot.v2.Chat.add", "imbot", chat_add},
      {"imbot.v2.Chat.get", "imbot", chat_get},
      {"imbot.v2.Chat.leave", "imbot", chat_leave},
      {"imbot.v2.Chat.setOwner", "imbot", chat_set_owner},
      {"imbot.v2.Chat.update", "imbot", chat_update},
      {"imbot.v2.Command.answer", "imbot", command_answer},
      {"imbot.v2.Command.list", "imbot", command_list},
      {"imbot.v2.Command.register", "imbot", command_register},
      {"imbot.v2.Command.unregister", "imbot", command_unregister},
      {"imbot.v2.Command.update", "imbot", command_update},
      {"imbot.v2.Event.get", "imbot", event_get},
      {"imbot.v2.File.download", "imbot", file_download},
      {"imbot.v2.File.upload", "imbot", file_upload},
      {"imbot.v2.Revision.get", "imbot", revision_get},
  };
  return all;
}

}  // namespace luabot::emulator
