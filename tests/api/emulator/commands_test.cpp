#include "tests/api/emulator/desk.h"

using luabot::Json;
using luabot::test::Desk;
using Types = std::vector<std::string>;

namespace {
Json add(Desk& desk, const Json& fields) {
  return desk.result("imbot.v2.Command.register", desk.with({{"fields", fields}}))["command"];
}
std::string refused(Desk& desk, const char* method, const Json& more) {
  return desk.error(std::string("imbot.v2.Command.") + method, desk.with(more));
}
const Json help = {
    {"command", "help"}, {"title", {{"en", "Help"}, {"de", "Hilfe"}}}, {"params", {{"en", "topic"}}}};
}  // namespace

TEST_CASE("a command is registered once and listed") {
  Desk desk;
  const auto bot = desk.make_bot("a");
  const auto command = add(desk, help);
  CHECK(command["command"] == "/help");
  CHECK(command["botId"] == bot);
  CHECK(add(desk, {{"command", "/help"}, {"title", "x"}})["id"] == command["id"]);
  add(desk, {{"command", "secret"}, {"hidden", true}});
  const auto list = desk.result("imbot.v2.Command.list", desk.bot)["commands"];
  REQUIRE(list.size() == 2);
  CHECK(list[0]["title"] == "Help");
  CHECK(list[0]["params"] == "topic");
  CHECK(list[0]["category"] == "Bot a");
  CHECK(list[1]["hidden"] == true);
}

TEST_CASE("the flat format of a registration is still taken") {
  Desk desk;
  desk.make_bot("a");
  const auto made = desk.result("imbot.v2.Command.register", desk.with(help))["command"];
  CHECK(made["command"] == "/help");
}

TEST_CASE("each refusal of a command") {
  Desk desk;
  desk.make_bot("a");
  const auto fields = [](const Json& of) { return Json{{"fields", of}}; };
  CHECK(refused(desk, "register", fields({{"title", "x"}})) == "COMMAND_REQUIRED");
  CHECK(refused(desk, "register", fields({{"command", "a b"}, {"title", "x"}})) == "COMMAND_NAME_INVALID");
  CHECK(refused(desk, "register", fields({{"command", "x"}})) == "COMMAND_TITLE_REQUIRED");
  const auto id = add(desk, help)["id"];
  const auto other = add(desk, {{"command", "other"}, {"title", "x"}})["id"];
  const auto update = [&](const Json& command, const Json& of) {
    return refused(desk, "update", {{"commandId", command}, {"fields", of}});
  };
  CHECK(update(99, Json::object()) == "COMMAND_NOT_FOUND");
  CHECK(update(id, {{"command", ""}}) == "COMMAND_NAME_EMPTY");
  CHECK(update(id, {{"command", "?"}}) == "COMMAND_NAME_INVALID");
  CHECK(update(id, {{"command", "other"}}) == "COMMAND_ALREADY_EXISTS");
  CHECK(refused(desk, "unregister", {{"commandId", 99}}) == "COMMAND_NOT_FOUND");
  desk.make_bot("b");
  CHECK(refused(desk, "unregister", {{"commandId", other}}) == "COMMAND_NOT_FOUND");
}

TEST_CASE("a command is updated and unregistered") {
  Desk desk;
  desk.make_bot("a");
  const auto id = add(desk, help)["id"];
  const auto changed =
      desk.result("imbot.v2.Command.update",
                  desk.with({{"commandId", id},
                             {"fields", {{"title", {{"en", nullptr}}}, {"command", "h"}, {"common", "Y"}}}}));
  CHECK(changed["command"]["command"] == "/h");
  CHECK(changed["command"]["title"] == "Hilfe");
  CHECK(changed["command"]["common"] == true);
  CHECK(desk.result("imbot.v2.Command.unregister", desk.with({{"commandId", id}})) == Json{{"result", true}});
  CHECK(desk.result("imbot.v2.Command.list", desk.bot)["commands"] == Json::array());
}

TEST_CASE("a slash command becomes an event of its own") {
  Desk desk;
  const auto bot = std::to_string(desk.make_bot("a"));
  const auto id = add(desk, help)["id"];
  add(desk, {{"command", "go"}, {"hidden", true}});
  desk.say(7, bot, "/help the topic");
  const auto event = desk.events()[1];
  CHECK(event["type"] == "ONIMBOTV2COMMANDADD");
  CHECK(event["data"]["command"] ==
        Json{{"id", id}, {"command", "/help"}, {"params", "the topic"}, {"context", "textarea"}});
  CHECK(event["data"]["message"]["text"] == "/help the topic");
  desk.say(7, bot, "/help\nand\n/go now");
  desk.say(7, bot, "/unknown");
  desk.say(7, bot, "no /help");
  CHECK(desk.event_types() == Types{"ONIMBOTV2JOINCHAT", "ONIMBOTV2COMMANDADD", "ONIMBOTV2COMMANDADD",
                                    "ONIMBOTV2COMMANDADD", "ONIMBOTV2MESSAGEADD", "ONIMBOTV2MESSAGEADD"});
}

TEST_CASE("a common command works in chats without the bot") {
  Desk desk;
  desk.make_bot("a");
  const auto own = add(desk, {{"command", "own"}, {"title", "x"}})["id"];
  const auto id = add(desk, {{"command", "all"}, {"title", "x"}, {"common", true}})["id"];
  desk.chat({});
  desk.say(1, "chat1", "/own");
  const auto message = desk.say(1, "chat1", "/all");
  REQUIRE(desk.event_types() == Types{"ONIMBOTV2COMMANDADD"});
  const auto answer = [&](const Json& more) {
    Json params = desk.with({{"commandId", id}, {"messageId", message}, {"dialogId", "chat1"}});
    params.update(more);
    return params;
  };
  const char* method = "imbot.v2.Command.answer";
  CHECK(desk.result(method, answer({{"fields", {{"message", "here"}}}})) == Json{{"result", true}});
  CHECK(desk.message(message + 1).text == "here");
  const Json text = {{"message", "x"}};
  CHECK(desk.error(method, answer({{"fields", Json::object()}})) == "COMMAND_ANSWER_FAILED");
  CHECK(desk.error(method, answer({{"fields", text}, {"commandId", 99}})) == "COMMAND_ANSWER_FAILED");
  CHECK(desk.error(method, answer({{"fields", text}, {"commandId", own}})) == "COMMAND_ANSWER_FAILED");
  CHECK(desk.error(method, answer({{"fields", text}, {"messageId", 99}})) == "COMMAND_ANSWER_FAILED");
  CHECK(desk.error(method, answer({{"fields", text}, {"dialogId", "chat9"}})) == "COMMAND_ANSWER_FAILED");
  CHECK(desk.error(method, answer({{"fields", {{"attach", 5}}}})) == "ATTACH_ERROR");
}

TEST_CASE("a private chat with one bot is not another's to hear, whatever command it knows") {
  Desk desk;
  const auto one = desk.make_bot("one");
  const auto first = desk.bot;
  desk.make_bot("other");
  add(desk, {{"command", "all"}, {"title", "x"}, {"common", true}});
  desk.say(7, std::to_string(one), "/all");
  CHECK(desk.events().empty());
  desk.bot = first;
  CHECK(desk.event_types() == Types{"ONIMBOTV2JOINCHAT", "ONIMBOTV2MESSAGEADD"});
}

TEST_CASE("a pressed button gives its command or says its text") {
  Desk desk;
  const auto bot = desk.make_bot("a");
  add(desk, {{"command", "go"}, {"hidden", true}});
  desk.portal.add_user(7, "Ann");
  const int id = desk.send("7", {{"message", "x"},
                                 {"keyboard",
                                  {{{"TEXT", "Go"}, {"COMMAND", "go"}, {"COMMAND_PARAMS", "far"}},
                                   {{"TYPE", "NEWLINE"}},
                                   {{"TEXT", "Say"}, {"ACTION", "SEND"}, {"ACTION_VALUE", "said"}},
                                   {{"TEXT", "Off"}, {"COMMAND", "go"}, {"DISABLED", "Y"}},
                                   {{"TEXT", "Bad"}, {"COMMAND", "bad"}},
                                   {{"TEXT", "Web"}, {"LINK", "https://example.com"}}}}})["id"];
  REQUIRE(desk.portal.press(7, id, "Go").ok());
  REQUIRE(desk.portal.press(7, id, "0").ok());
  const auto event = desk.events()[0];
  CHECK(event["type"] == "ONIMBOTV2COMMANDADD");
  CHECK(event["data"]["command"]["params"] == "far");
  CHECK(event["data"]["command"]["context"] == "keyboard");
  CHECK(event["data"]["message"]["id"] == id);
  CHECK(event["data"]["user"]["id"] == 7);
  REQUIRE(desk.portal.press(7, id, "Say").ok());
  CHECK(desk.events()[2]["data"]["message"]["text"] == "said");
  for (const char* button : {"Off", "Bad", "Web", "None"}) CHECK_FALSE(desk.portal.press(7, id, button).ok());
  CHECK_FALSE(desk.portal.press(8, id, "Go").ok());
  CHECK_FALSE(desk.portal.press(7, 99, "Go").ok());
  CHECK_FALSE(desk.portal.press(7, desk.say(7, std::to_string(bot), "plain"), "Go").ok());
}
