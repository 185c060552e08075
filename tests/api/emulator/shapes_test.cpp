#include <cstdlib>
#include <fstream>
#include <set>

#include "tests/api/emulator/desk.h"

using luabot::Json;
using luabot::test::Desk;

namespace {

using Keys = std::set<std::string>;

Keys keys(const Json& object) {
  Keys out;
  for (const auto& [key, value] : object.items()) out.insert(key);
  return out;
}

Keys operator+(Keys a, const Keys& b) {
  a.insert(b.begin(), b.end());
  return a;
}

const Keys user = {"id",       "active", "name",        "firstName",        "lastName",
                   "color",    "avatar", "gender",      "workPosition",     "birthday",
                   "extranet", "bot",    "connector",   "externalAuthId",   "status",
                   "idle",     "absent", "departments", "lastActivityDate", "mobileLastDate",
                   "phones",   "type",   "website",     "desktopLastDate",  "email"};
const Keys user_snake = {"id",
                         "active",
                         "name",
                         "first_name",
                         "last_name",
                         "color",
                         "avatar",
                         "avatar_hr",
                         "gender",
                         "work_position",
                         "birthday",
                         "extranet",
                         "network",
                         "bot",
                         "connector",
                         "status",
                         "external_auth_id",
                         "idle",
                         "last_activity_date",
                         "absent",
                         "departments",
                         "mobile_last_date",
                         "phones",
                         "desktop_last_date",
                         "bot_data",
                         "type",
                         "website",
                         "email"};
const Keys bot_brief = {
    "id", "code", "type", "isHidden", "isSupportOpenline", "isReactionsEnabled", "backgroundId", "language"};
const Keys bot_own = {"moduleId", "eventMode", "countMessage", "countCommand", "countChat", "countUser"};
const Keys chat_event = {"id",           "dialogId",
                         "name",         "type",
                         "messageType",  "owner",
                         "color",        "avatar",
                         "description",  "extranet",
                         "entityType",   "entityId",
                         "entityData1",  "entityData2",
                         "entityData3",  "entityLink",
                         "diskFolderId", "permissions",
                         "parentChatId", "parentMessageId",
                         "isNew",        "textFieldEnabled",
                         "backgroundId", "containsCollaber"};
const Keys chat_answer = {"role",     "muteList",         "dateCreate",   "lastMessageId",
                          "lastId",   "managerList",      "messageCount", "userCounter",
                          "unreadId", "lastMessageViews", "markedId",     "public"};
const Keys message_event = {"id",       "chatId", "authorId", "date",   "text",
                            "isSystem", "uuid",   "forward",  "params", "viewedByOthers"};
const Keys message_snake = {"id",     "chat_id", "author_id", "date",   "text",
                            "unread", "uuid",    "replaces",  "params", "disappearing_date"};
const Keys command = {"id",     "botId",  "command",         "title",    "params",
                      "common", "hidden", "extranetSupport", "category", "context"};

/// The answers of the documented methods, by name.
std::map<std::string, Json> answers() {
  Desk desk;
  std::map<std::string, Json> out;
  const auto bot = desk.make_bot("support_bot", "supervisor");
  desk.chat({bot});
  const auto said = desk.say(1, "chat1", "hello");
  const auto ask = [&](const char* method, const Json& more) {
    out[method] = desk.ask(method, desk.with(more));
  };
  out["imbot.v2.Bot.register"] = desk.ask(
      "imbot.v2.Bot.register",
      {{"fields",
        {{"code", "support_bot"}, {"botToken", "tok-support_bot"}, {"properties", {{"name", "x"}}}}}});
  ask("imbot.v2.Bot.get", Json::object());
  ask("imbot.v2.Chat.get", {{"dialogId", "chat1"}});
  ask("imbot.v2.Chat.Message.get", {{"messageId", said}});
  ask("imbot.v2.Chat.Message.getContext", {{"messageId", said}});
  ask("imbot.v2.Chat.Message.send", {{"dialogId", "chat1"}, {"fields", {{"message", "x"}}}});
  ask("imbot.v2.Command.register", {{"fields", {{"command", "help"}, {"title", "x"}}}});
  ask("imbot.v2.Command.update", {{"commandId", 1}, {"fields", {{"title", {{"de", "y"}}}}}});
  ask("imbot.v2.Command.list", Json::object());
  ask("imbot.v2.Event.get", Json::object());
  ask("im.dialog.messages.get", {{"DIALOG_ID", "chat1"}});
  return out;
}

/// Every key of `documented` is in `actual`, all the way down; of arrays the first items are compared.
void contains(const Json& documented, const Json& actual, const std::string& path) {
  INFO(path);
  if (documented.is_object() && !documented.empty()) {
    REQUIRE(actual.is_object());
    for (const auto& [key, value] : documented.items()) {
      INFO(key);
      REQUIRE(actual.contains(key));
      std::string inner = path;
      contains(value, actual[key], inner.append(".").append(key));
    }
  } else if (documented.is_array() && !documented.empty() && !actual.empty()) {
    REQUIRE(actual.is_array());
    contains(documented[0], actual[0], path + "[]");
  }
}

}  // namespace

TEST_CASE("answers have exactly the documented fields") {
  auto all = answers();
  for (const auto& [method, answer] : all) {
    INFO(method);
    CHECK(keys(answer) == Keys{"result", "time"});
    CHECK(keys(answer["time"]) == Keys{"start", "finish", "duration", "processing", "date_start",
                                       "date_finish", "operating_reset_at", "operating"});
  }
  const auto result = [&](const char* method) -> const Json& { return all.at(method)["result"]; };
  for (const char* method : {"imbot.v2.Bot.register", "imbot.v2.Bot.get"}) {
    CHECK(keys(result(method)) == Keys{"bot", "users"});
    CHECK(keys(result(method)["bot"]) == bot_brief + bot_own);
    CHECK(keys(result(method)["users"][0]) == user);
  }
  CHECK(keys(result("imbot.v2.Chat.get")["chat"]) == chat_event + chat_answer);
  CHECK(keys(result("imbot.v2.Chat.Message.get")) == Keys{"message", "user"});
  CHECK(keys(result("imbot.v2.Chat.Message.get")["message"]) == message_event + Keys{"unread", "viewed"});
  const auto& context = result("imbot.v2.Chat.Message.getContext");
  CHECK(keys(context) == Keys{"messages", "users", "hasPrevPage", "hasNextPage"});
  CHECK(keys(context["users"][0]) == user);
  CHECK(keys(result("imbot.v2.Chat.Message.send")) == Keys{"id", "uuidMap"});
  CHECK(keys(result("imbot.v2.Command.register")["command"]) == command);
  CHECK(keys(result("imbot.v2.Command.list")["commands"][0]) == command);
  CHECK(keys(result("imbot.v2.Event.get")) == Keys{"events", "nextOffset", "hasMore"});
  const auto& dialog = result("im.dialog.messages.get");
  CHECK(keys(dialog) == Keys{"chat_id", "messages", "users", "files"});
  CHECK(keys(dialog["messages"][0]) == message_snake);
  CHECK(keys(dialog["users"][0]) == user_snake);
}

TEST_CASE("events have exactly the documented fields") {
  Desk desk;
  const auto bot = std::to_string(desk.make_bot("a"));
  desk.result("imbot.v2.Command.register", desk.with({{"fields", {{"command", "go"}, {"hidden", 1}}}}));
  desk.say(1, bot, "hello");
  desk.say(1, bot, "/go");
  const auto events = desk.events();
  const Keys common = {"bot", "chat", "user", "language"};
  const Keys own[] = {{"dialogId"}, {"message"}, {"command", "message"}};
  REQUIRE(events.size() == 3);
  for (std::size_t i = 0; i < 3; ++i) {
    CHECK(keys(events[i]) == Keys{"eventId", "type", "date", "data"});
    const auto& data = events[i]["data"];
    CHECK(keys(data) == common + own[i]);
    CHECK(keys(data["bot"]) == bot_brief + bot_own);
    CHECK(keys(data["chat"]) == chat_event);
    CHECK(keys(data["user"]) == user);
    CHECK(data["user"]["lastActivityDate"] == false);
  }
  CHECK(keys(events[1]["data"]["message"]) == message_event);
  CHECK(keys(events[2]["data"]["command"]) == Keys{"id", "command", "params", "context"});
}

TEST_CASE("timestamps carry the offset of the portal") {
  Desk desk({.utc_offset_minutes = -210});
  CHECK(desk.result("server.time", Json::object()) == "2025-06-15T12:36:40-03:30");
}

TEST_CASE("the documented examples have no field that answers lack") {
  const char* const facts = std::getenv("LUABOT_FACTS");
  if (facts == nullptr) {
    WARN("LUABOT_FACTS is not set: the emulator's answers are not compared");
    return;
  }
  for (const auto& [method, answer] : answers()) {
    std::ifstream file(std::string(facts) + "/examples/" + method + ".response.json");
    INFO(method);
    REQUIRE(file);
    auto example = Json::parse(file);
    if (method == "im.dialog.messages.get") example["result"]["messages"][0].erase("params");
    contains(example, answer, method);
  }
}
