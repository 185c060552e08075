#include "tests/api/emulator/desk.h"

using luabot::Json;
using luabot::test::Desk;

namespace {
std::vector<int> ids(const Json& messages) {
  std::vector<int> out;
  for (const auto& message : messages) out.push_back(message["id"]);
  return out;
}
const char* const get = "imbot.v2.Chat.Message.get";
const char* const context = "imbot.v2.Chat.Message.getContext";
const char* const dialog = "im.dialog.messages.get";
}  // namespace

TEST_CASE("supervisors and personal bots read messages and other bots do not") {
  for (const char* type : {"supervisor", "personal"}) {
    Desk desk;
    const auto bot = desk.make_bot("a", type);
    desk.chat({bot});
    const auto id = desk.say(7, "chat1", "hello");
    const auto shown = desk.result(get, desk.with({{"messageId", id}}));
    CHECK(shown["message"]["text"] == "hello");
    CHECK(shown["message"]["params"] == Json::array());
    CHECK(shown["user"]["id"] == 7);
    CHECK(desk.result(context, desk.with({{"messageId", id}}))["messages"].size() == 1);
  }
  for (const char* type : {"bot", "openline"}) {
    Desk desk;
    desk.make_bot("a", type);
    CHECK(desk.error(get, desk.with({{"messageId", 1}})) == "BOT_TYPE_NOT_ALLOWED");
    CHECK(desk.error(context, desk.with({{"messageId", 1}})) == "BOT_TYPE_NOT_ALLOWED");
  }
}

TEST_CASE("unknown messages and those of other chats are refused") {
  Desk desk;
  desk.make_bot("a", "supervisor");
  desk.chat({});
  const auto id = desk.say(1, "chat1", "x");
  for (const char* method : {get, context}) {
    CHECK(desk.error(method, desk.with({{"messageId", 99}})) == "MESSAGE_NOT_FOUND");
    CHECK(desk.error(method, desk.bot) == "MESSAGE_NOT_FOUND");
    CHECK(desk.error(method, desk.with({{"messageId", id}})) == "MESSAGE_ACCESS_DENIED");
  }
}

TEST_CASE("the context has the range on each side from old to new") {
  Desk desk;
  const auto bot = desk.make_bot("a", "supervisor");
  desk.chat({bot});
  for (int i = 0; i < 120; ++i) desk.say(1 + i % 2, "chat1", "x");
  const auto around = [&](int id, const Json& range) {
    return desk.result(context, desk.with({{"messageId", id}, {"range", range}}));
  };
  auto page = around(10, 2);
  CHECK(ids(page["messages"]) == std::vector<int>{8, 9, 10, 11, 12});
  CHECK(page["users"].size() == 2);
  CHECK(page["hasPrevPage"] == true);
  CHECK(page["hasNextPage"] == true);
  page = around(1, 50);
  CHECK(ids(page["messages"]).size() == 51);
  CHECK(page["hasPrevPage"] == false);
  page = around(120, 0);
  CHECK(ids(page["messages"]) == std::vector<int>{119, 120});
  CHECK(page["hasNextPage"] == false);
  CHECK(around(60, 51)["messages"].size() == 101);
  CHECK(around(60, nullptr)["messages"].size() == 101);
}

TEST_CASE("dialog messages come newest first and page both ways") {
  Desk desk;
  desk.chat({7});
  for (int i = 0; i < 60; ++i) desk.say(7, "chat1", "x");
  const auto page = [&](Json more) {
    more["DIALOG_ID"] = "chat1";
    return ids(desk.result(dialog, more)["messages"]);
  };
  CHECK(page({}).size() == 20);
  CHECK(page({}).front() == 60);
  CHECK(page({{"LIMIT", 3}}) == std::vector<int>{60, 59, 58});
  CHECK(page({{"LIMIT", 100}}).size() == 50);
  CHECK(page({{"LIMIT", 2}, {"LAST_ID", 58}}) == std::vector<int>{57, 56});
  CHECK(page({{"LIMIT", 2}, {"FIRST_ID", "10"}}) == std::vector<int>{12, 11});
  CHECK(page({{"FIRST_ID", 60}}).empty());
  CHECK(page({{"FIRST_ID", 58}, {"LAST_ID", 60}}) == std::vector<int>{59});
  const auto whole = desk.result(dialog, {{"dialogId", "chat1"}, {"limit", 1}});
  CHECK(whole["chat_id"] == 1);
  CHECK(whole["users"][0]["first_name"] == "User");
  CHECK(whole["messages"][0]["uuid"].is_null());
  CHECK(whole["messages"][0]["unread"] == true);
}

TEST_CASE("each refusal of dialog messages") {
  Desk desk;
  CHECK(desk.error(dialog, Json::object()) == "DIALOG_ID_EMPTY");
  CHECK(desk.error(dialog, {{"DIALOG_ID", "chat1"}, {"FIRST_ID", "x"}}) == "FIRST_ID_STRING");
  CHECK(desk.error(dialog, {{"DIALOG_ID", "chat1"}, {"LAST_ID", "x"}}) == "LAST_ID_STRING");
  CHECK(desk.error(dialog, {{"DIALOG_ID", "chat1"}}) == "ACCESS_ERROR");
  CHECK(desk.status == 403);
  desk.portal.add_user(7, "Ann");
  REQUIRE(desk.portal.add_chat({.owner = 7, .members = {}}).ok());
  CHECK(desk.error(dialog, {{"DIALOG_ID", "chat1"}}) == "ACCESS_ERROR");
  CHECK(desk.result(dialog, {{"DIALOG_ID", "7"}})["messages"] == Json::array());
}

TEST_CASE("a chat is shown to its members as each sees it") {
  Desk desk;
  const auto bot = desk.make_bot("a");
  desk.chat({bot, 7});
  const auto id = desk.say(7, "chat1", "x");
  const auto chat = desk.result("imbot.v2.Chat.get", desk.with({{"dialogId", "chat1"}}))["chat"];
  CHECK(chat["dialogId"] == "chat1");
  CHECK(chat["type"] == "chat");
  CHECK(chat["role"] == "member");
  CHECK(chat["userCounter"] == 3);
  CHECK(chat["lastMessageId"] == id);
  CHECK(chat["unreadId"] == id);
  CHECK(chat["permissions"] == Json::array());
  const auto own = desk.result("imbot.v2.Chat.get", desk.with({{"dialogId", "7"}}))["chat"];
  CHECK(own["type"] == "private");
  CHECK(own["dialogId"] == "7");
  CHECK(own["lastMessageId"].is_null());
  desk.chat({});
  CHECK(desk.error("imbot.v2.Chat.get", desk.with({{"dialogId", "chat3"}})) == "ACCESS_DENIED");
}

TEST_CASE("a message is viewed once another has spoken after it") {
  Desk desk;
  const auto bot = desk.make_bot("a", "personal");
  desk.portal.add_user(7, "Ann");
  const auto sent = desk.send("7", {{"message", "x"}})["id"];
  const auto shown = [&] { return desk.result(get, desk.with({{"messageId", sent}}))["message"]; };
  CHECK(shown()["viewedByOthers"] == false);
  CHECK(shown()["viewed"] == true);
  desk.say(7, std::to_string(bot), "y");
  CHECK(shown()["viewedByOthers"] == true);
}
