#include "tests/methods/situation.h"

#include <algorithm>
#include <cctype>
#include <map>

#include "api/catalog/description.h"

namespace luabot::test {
namespace {

using catalog::Param;

constexpr const char* picture =
    "iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAQAAAC1HAwCAAAAC0lEQVR42mNk+A8AAQUBAScY42YAAAAASUVORK5CYII=";

/// "DIALOG_ID" and "dialogId" as "dialogid".
std::string folded(std::string_view name) {
  std::string out;
  for (const char c : name) {
    if (c != '_') out += static_cast<char>(std::tolower(static_cast<unsigned char>(c)));
  }
  return out;
}

Json sample(const Param& param, const std::map<std::string, Json>& known);

Json required_of(const catalog::Slice<Param>& params, const std::map<std::string, Json>& known) {
  Json out = Json::object();
  for (const Param& param : params) {
    if (param.required && param.name != "botId" && param.name != "botToken")
      out[std::string(param.name)] = sample(param, known);
  }
  return out;
}

Json sample(const Param& param, const std::map<std::string, Json>& known) {
  const auto at = known.find(folded(param.name));
  if (at != known.end()) return at->second;
  if (!param.values.empty()) return std::string(param.values[0]);
  if (param.type.has(catalog::kind_file)) return picture;
  if (param.type.has(catalog::kind_string)) return "some text";
  if (param.type.has(catalog::kind_object)) return required_of(param.params, known);
  if (param.type.has(catalog::kind_array)) return Json::array({2});
  return param.type.has(catalog::kind_boolean) ? Json(true) : Json(1);
}

bool begins(std::string_view text, std::string_view with) {
  return text.substr(0, with.size()) == with;
}

/// How to bring about an error: changes to the minimal parameters, as a JSON merge patch, for the methods
/// whose name begins so and that have all of these parameters.
struct Reach {
  std::string_view method;
  std::string_view code;
  Json patch;
};

}  // namespace

Situation::Situation() {
  portal.add_user(2, "Anna", "Field");
  portal.add_user(3, "Klaus", "Weber");
  bot_id = make_bot("t", "supervisor");
  chat({2, 3, bot_id});
  REQUIRE(portal.add_chat({.owner = 2}));
  chat({2});
  REQUIRE(portal.add_chat({.owner = 2, .members = {1, 3}}));
  hers = say(2, "chat1", "hello");
  own = say(1, "chat1", "good day");
  of_bot = send("chat1", {{"message", "how do you do"}})["id"];
  foreign = say(2, "chat2", "secret");
  elsewhere = say(1, "chat3", "elsewhere");
  result("imbot.v2.Command.register", with({{"fields", {{"command", "go"}, {"title", {{"en", "Go"}}}}}}));
  private_chat = message(say(1, "2", "between us")).chat_id;
  result("im.chat.add", {{"ENTITY_TYPE", "CRM"}, {"ENTITY_ID", "DEAL|5"}});
  const emulator::Id its_own = result(
      "imbot.v2.Chat.add", with({{"fields", {{"title", "Its own"}, {"userIds", {2, 3}}}}}))["chat"]["id"];
  of_its_own = "chat" + std::to_string(its_own);
  file = result(
      "imbot.v2.File.upload",
      with({{"dialogId", "chat1"}, {"fields", {{"name", "a.txt"}, {"content", "SGVsbG8="}}}}))["file"]["id"];
}

Json Situation::minimal(const catalog::Method& method) const {
  const bool of_a_bot = begins(method.name, "imbot.");
  const std::map<std::string, Json> known = {{"dialogid", "chat1"},
                                             {"chatid", 1},
                                             {"messageid", of_a_bot ? of_bot : own},
                                             {"userid", 2},
                                             {"userids", Json::array({2})},
                                             {"users", Json::array({2})},
                                             {"botid", bot_id},
                                             {"commandid", 1},
                                             {"command", "go"},
                                             {"fileid", file},
                                             {"content", "SGVsbG8="},
                                             {"find", "anna"},
                                             {"id", Json::array({2})},
                                             {"ids", Json::array({1})},
                                             {"properties", {{"name", "Another"}}},
                                             {"code", "another"}};
  // What no description of a single parameter says.
  const std::map<std::string_view, Json> more = {
      {"im.chat.get", {{"ENTITY_TYPE", "CRM"}, {"ENTITY_ID", "DEAL|5"}}},
      {"im.chat.mute", {{"CHAT_ID", 1}}},
      {"im.chat.setOwner", {{"CHAT_ID", 1}}},
      {"im.chat.updateAvatar", {{"CHAT_ID", 1}}},
      {"im.chat.updateColor", {{"CHAT_ID", 1}}},
      {"im.chat.updateTitle", {{"CHAT_ID", 1}}},
      {"im.disk.file.commit", {{"CHAT_ID", 1}, {"FILE_ID", file}}},
      {"im.disk.folder.get", {{"CHAT_ID", 1}}},
      {"im.message.add", {{"MESSAGE", "x"}}},
      {"im.message.update", {{"MESSAGE", "x"}}},
      {"im.notify.delete", {{"ID", 1}}},
      {"im.search.chat.list", {{"FIND", "Chat"}}},
      {"im.user.get", {{"ID", 2}}},
      {"imbot.v2.Bot.register", {{"fields", {{"botToken", "tok-another"}}}}},
      {"imbot.v2.Bot.update", {{"fields", {{"properties", {{"name", "x"}}}}}}},
      {"imbot.v2.Chat.Manager.add", {{"dialogId", of_its_own}}},
      {"imbot.v2.Chat.Manager.delete", {{"dialogId", of_its_own}}},
      {"imbot.v2.Chat.User.add", {{"dialogId", of_its_own}}},
      {"imbot.v2.Chat.User.delete", {{"dialogId", of_its_own}}},
      {"imbot.v2.Chat.setOwner", {{"dialogId", of_its_own}}},
      {"imbot.v2.Chat.update", {{"dialogId", of_its_own}, {"fields", {{"title", "x"}}}}},
      {"imbot.v2.Chat.Message.Reaction.add", {{"reaction", "like"}, {"messageId", own}}},
      {"imbot.v2.Chat.Message.Reaction.delete", {{"reaction", "like"}, {"messageId", own}}},
      {"imbot.v2.Chat.Message.send", {{"fields", {{"message", "x"}}}}},
      {"imbot.v2.Chat.Message.update", {{"fields", {{"message", "x"}}}}},
      {"imbot.v2.Command.answer", {{"fields", {{"message", "x"}}}, {"messageId", own}}},
      {"imbot.v2.Command.register", {{"fields", {{"command", "stay"}, {"title", {{"en", "Stay"}}}}}}},
      {"imbot.v2.Command.update", {{"fields", {{"title", {{"en", "x"}}}}}}},
      {"imopenlines.bot.session.transfer", {{"USER_ID", 2}}}};
  auto params = required_of(method.description->params, known);
  if (const auto at = more.find(method.name); at != more.end()) params.merge_patch(at->second);
  return params;
}

Json Situation::provoking(const catalog::Method& method, std::string_view code) {
  const std::string long_text(60'001, 'x');
  const Reach table[] = {
      {"imbot.", "BOT_ID_REQUIRED", {{"botId", 0}}},
      {"imbot.", "BOT_NOT_FOUND", {{"botId", 999}}},
      {"imbot.", "BOT_OWNERSHIP_ERROR", {{"botToken", "another-token"}}},
      {"imbot.v2.Chat.Message.getContext", "MESSAGE_NOT_FOUND", {{"messageId", 9999}}},
      {"imbot.v2.Chat.Message.getContext", "MESSAGE_ACCESS_DENIED", {{"messageId", foreign}}},
      {"imbot.v2.Chat.Message.send", "ATTACH_ERROR", {{"fields", {{"attach", Json::array({{{"A", 1}}})}}}}},
      {"imbot.v2.Command.", "COMMAND_NOT_FOUND", {{"commandId", 99}}},
      {"imbot.", "ACCESS_DENIED", {{"dialogId", "chat2"}}},
      {"imbot.v2.Chat.Message.", "ACCESS_DENIED", {{"messageId", foreign}}},
      {"im.chat.leave", "ACCESS_ERROR", {{"CHAT_ID", 2}}},
      {"im.chat.setOwner", "WRONG_REQUEST", {{"CHAT_ID", 4}}},
      {"im.chat.updateAvatar", "AVATAR_ERROR", {{"AVATAR", "eA=="}}},
      {"im.chat.updateAvatar", "ACCESS_DENIED", {{"CHAT_ID", private_chat}}},
      {"im.chat.updateColor", "WRONG_REQUEST", {{"CHAT_ID", private_chat}}},
      {"im.chat.updateTitle", "TITLE_EMPTY", {{"TITLE", " "}}},
      {"im.chat.user.delete", "ACCESS_DENIED_KICK", {{"CHAT_ID", 4}, {"USER_ID", 3}}},
      {"im.chat.user.delete", "USER_NOT_FOUND", {{"USER_ID", 77}}},
      {"im.message.add", "MESSAGE_EMPTY", {{"MESSAGE", "[BR]"}}},
      {"im.message.add", "USER_ID_EMPTY", {{"DIALOG_ID", "0"}}},
      {"im.message.add", "USER_NOT_FOUND", {{"DIALOG_ID", "77"}}},
      {"im.message.add", "CHAT_ID", {{"DIALOG_ID", "chat0"}}},
      {"im.message.add", "REPLY_ACCESS_ERROR", {{"REPLY_ID", foreign}}},
      {"im.message.add", "REPLY_FROM_OTHER_CHAT_ERROR", {{"REPLY_ID", elsewhere}}},
      {"im.message.", "KEYBOARD_ERROR", {{"KEYBOARD", Json::array({{{"TEXT", "does nothing"}}})}}},
      {"im.message.", "CANT_EDIT_MESSAGE", {{"MESSAGE_ID", hers}}},
      {"im.message.", "MESSAGE_ID_ERROR", {{"MESSAGE_ID", 9999}}},
      {"im.dialog.unread", "MESSAGE_ID_ERROR", {{"MESSAGE_ID", 9999}}},
      {"im.message.like", "WITHOUT_CHANGES", {{"ACTION", "minus"}}},
      {"im.message.command", "BOT_ID_ERROR", {{"BOT_ID", 2}}},
      {"im.message.command", "COMMAND_ERROR", {{"COMMAND", "stay"}}},
      {"im.notify.", "ID_ERROR", {{"NOTIFY_ID", 0}}},
      {"im.notify", "USER_ID_EMPTY", {{"USER_ID", 0}}},
      {"im.notify", "MESSAGE_EMPTY", {{"MESSAGE", " "}}},
      {"im.user.get", "ID_EMPTY", {{"ID", 0}}},
      {"im.user.get", "USER_NOT_EXISTS", {{"ID", 77}}},
      {"im.user.list.get", "INVALID_FORMAT", {{"ID", "x"}}},
      {"im.chat.", "USER_ID_EMPTY", {{"USER_ID", 0}}},
      {"im", "CHAT_ID_EMPTY", {{"CHAT_ID", 0}}},
      {"im.disk.file.commit", "FILES_ERROR", {{"FILE_ID", 9999}}},
      {"im.disk.file.save", "FILE_SAVE_ERROR", {{"FILE_ID", 9999}}},
      {"im.disk.file.", "FILE_ID_EMPTY", {{"FILE_ID", 0}}},
      {"im.chat.", "ACCESS_ERROR", {{"CHAT_ID", 99}}},
      {"im.dialog.", "ACCESS_ERROR", {{"CHAT_ID", 99}}},
      {"im.", "ACCESS_ERROR", {{"DIALOG_ID", "chat99"}}},
  };
  const auto has = [&](const std::string& name) {
    return std::any_of(method.description->params.begin(), method.description->params.end(),
                       [&](const Param& param) { return param.name == name; });
  };
  for (const auto& [prefix, of_code, patch] : table) {
    if (of_code != code || !begins(method.name, prefix)) continue;
    const auto items = patch.items();
    if (!std::all_of(items.begin(), items.end(), [&](const auto& item) { return has(item.key()); })) continue;
    auto params = minimal(method);
    params.merge_patch(patch);
    return params;
  }
  return nullptr;
}

}  // namespace luabot::test
