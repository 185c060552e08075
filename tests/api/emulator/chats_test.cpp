#include "tests/api/emulator/desk.h"

using luabot::Json;
using luabot::emulator::Id;
using luabot::test::Desk;

namespace {
const Json yes = {{"result", true}};
const char* const chat_get = "imbot.v2.Chat.get";
const char* const png = "iVBORw0KGgoAAAANSUhEUgAAAAEAAAAB";  // the header of a picture of one pixel

Json shown(Desk& desk, const std::string& dialog) {
  return desk.result(chat_get, desk.with({{"dialogId", dialog}}))["chat"];
}
std::vector<int> members(Desk& desk, const Json& more = Json::object()) {
  auto params = desk.with({{"dialogId", "chat1"}});
  params.update(more);
  std::vector<int> out;
  for (const auto& user : desk.result("imbot.v2.Chat.User.list", params)) out.push_back(user["id"]);
  return out;
}
}  // namespace

TEST_CASE("a bot makes a chat with people and a first message") {
  Desk desk;
  const auto bot = desk.make_bot("a");
  desk.portal.add_user(7, "Ann");
  const auto made = desk.result("imbot.v2.Chat.add", desk.with({{"fields",
                                                                 {{"title", "Team"},
                                                                  {"description", "Of ours"},
                                                                  {"color", "mint"},
                                                                  {"avatar", png},
                                                                  {"userIds", {7, 99, "1"}},
                                                                  {"message", "Welcome"}}}}));
  CHECK(made["chat"]["name"] == "Team");
  CHECK(made["chat"]["description"] == "Of ours");
  CHECK(made["chat"]["color"] == "#4ba984");
  CHECK(made["chat"]["avatar"] != "");
  CHECK(made["chat"]["owner"] == bot);
  CHECK(made["chat"]["role"] == "owner");
  CHECK(made["chat"]["userCounter"] == 3);  // 99 is nobody
  CHECK(made["users"].size() == 3);
  CHECK(made["chat"]["messageCount"] == 1);
  CHECK(desk.message(made["chat"]["lastMessageId"]).text == "Welcome");
  CHECK(desk.events().empty());  // it has brought itself
}

TEST_CASE("a chat may be made for another owner and its fields may all be left out") {
  Desk desk;
  desk.make_bot("a");
  desk.portal.add_user(7, "Ann");
  const auto made =
      desk.result("imbot.v2.Chat.add", desk.with({{"fields", {{"ownerId", 7}, {"color", "no"}}}}));
  CHECK(made["chat"]["owner"] == 7);
  CHECK(made["chat"]["role"] == "member");
  CHECK(made["users"].size() == 2);
  CHECK(desk.result("imbot.v2.Chat.add", desk.bot)["chat"]["role"] == "owner");
}

TEST_CASE("a member changes what a chat looks like") {
  Desk desk;
  const auto bot = desk.make_bot("a");
  desk.chat({bot});
  const auto change = [&](const Json& fields) {
    CHECK(desk.result("imbot.v2.Chat.update", desk.with({{"dialogId", "chat1"}, {"fields", fields}})) == yes);
  };
  change({{"title", " New "}, {"description", "d"}, {"color", "red"}});
  CHECK(shown(desk, "chat1")["name"] == "New");
  change({{"avatar", png}});
  CHECK(shown(desk, "chat1")["description"] == "d");
  CHECK(shown(desk, "chat1")["color"] == "#df532d");
  CHECK(shown(desk, "chat1")["avatar"] != "");
}

TEST_CASE("a bot leaves a chat and the chat passes on") {
  Desk desk;
  const auto bot = desk.make_bot("a");
  desk.portal.add_user(7, "Ann");
  desk.result("imbot.v2.Chat.add", desk.with({{"fields", {{"userIds", {1, 7}}}}}));
  desk.result("imbot.v2.Chat.Manager.add", desk.with({{"dialogId", "chat1"}, {"userIds", {7}}}));
  CHECK(desk.result("imbot.v2.Chat.leave", desk.with({{"dialogId", "chat1"}})) == yes);
  CHECK(desk.portal.find_chat(1)->owner == 7);
  CHECK(desk.portal.find_chat(1)->managers.empty());
  CHECK(desk.portal.find_chat(1)->member(bot) == nullptr);
  CHECK(desk.error("imbot.v2.Chat.leave", desk.with({{"dialogId", "chat1"}})) == "ACCESS_DENIED");
  CHECK(desk.error("imbot.v2.Chat.leave", desk.with({{"dialogId", "1"}})) == "ACCESS_DENIED");
}

TEST_CASE("an owner names managers and hands the chat over") {
  Desk desk;
  desk.make_bot("a");
  desk.portal.add_user(7, "Ann");
  desk.result("imbot.v2.Chat.add", desk.with({{"fields", {{"userIds", {1, 7}}}}}));
  const auto managers = [&](const char* what, const Json& users) {
    return desk.ask(std::string("imbot.v2.Chat.Manager.") + what,
                    desk.with({{"dialogId", "chat1"}, {"userIds", users}}));
  };
  CHECK(managers("add", {7, 99})["result"] == yes);  // who is not in the chat is passed over
  CHECK(shown(desk, "chat1")["managerList"] == Json{7});
  CHECK(managers("add", Json::array())["error"] == "EMPTY_USER_IDS");
  CHECK(managers("delete", nullptr)["error"] == "EMPTY_USER_IDS");
  CHECK(managers("delete", {7})["result"] == yes);
  CHECK(shown(desk, "chat1")["managerList"] == Json::array());

  const auto owner = [&](Id user) { return desk.with({{"dialogId", "chat1"}, {"userId", user}}); };
  CHECK(desk.error("imbot.v2.Chat.setOwner", owner(99)) == "ACCESS_DENIED");
  CHECK(desk.result("imbot.v2.Chat.setOwner", owner(7)) == yes);
  CHECK(shown(desk, "chat1")["owner"] == 7);
  CHECK(shown(desk, "chat1")["role"] == "member");
  CHECK(desk.error("imbot.v2.Chat.setOwner", owner(1)) == "ACCESS_DENIED");
  CHECK(managers("add", {7})["error"] == "ACCESS_DENIED");
  CHECK(managers("delete", {7})["error"] == "ACCESS_DENIED");
}

TEST_CASE("an administrator brings members in and takes them out") {
  Desk desk;
  const auto other = desk.make_bot("other");
  const auto bot = desk.make_bot("a");
  desk.portal.add_user(7, "Ann");
  desk.result("imbot.v2.Chat.add", desk.bot);
  const auto add = [&](const Json& users) { return desk.with({{"dialogId", "chat1"}, {"userIds", users}}); };
  const auto out = [&](Id user) { return desk.with({{"dialogId", "chat1"}, {"userId", user}}); };
  CHECK(desk.result("imbot.v2.Chat.User.add", add({7, 99, other})) == yes);
  CHECK(members(desk) == std::vector<int>{static_cast<int>(bot), 7, static_cast<int>(other)});
  CHECK(desk.portal.find_bot(other)->events.size() == 1);
  CHECK(desk.portal.find_bot(other)->events[0].type == "ONIMBOTV2JOINCHAT");
  CHECK(desk.result("imbot.v2.Chat.User.delete", out(7)) == yes);
  CHECK(desk.result("imbot.v2.Chat.User.delete", out(7)) == yes);
  CHECK(members(desk).size() == 2);

  REQUIRE(desk.portal.add_chat({.owner = 7, .members = {bot}}).ok());
  auto params = add({1});
  params["dialogId"] = "chat2";
  CHECK(desk.error("imbot.v2.Chat.User.add", params) == "ACCESS_DENIED");
  params = out(7);
  params["dialogId"] = "chat2";
  CHECK(desk.error("imbot.v2.Chat.User.delete", params) == "ACCESS_DENIED");
  CHECK(desk.error("imbot.v2.Chat.User.add", desk.with({{"dialogId", "7"}, {"userIds", {1}}})) ==
        "ACCESS_DENIED");
}

TEST_CASE("a mere member and a stranger take nobody out") {
  Desk desk;
  const auto bot = desk.make_bot("a");
  desk.result("imbot.v2.Chat.add", desk.with({{"fields", {{"userIds", {1}}}}}));
  desk.result("imbot.v2.Chat.setOwner", desk.with({{"dialogId", "chat1"}, {"userId", 1}}));
  const auto first = desk.bot;
  desk.make_bot("b");
  CHECK(desk.error("imbot.v2.Chat.User.delete", desk.with({{"dialogId", "chat1"}, {"userId", bot}})) ==
        "ACCESS_DENIED");
  desk.bot = first;
  CHECK(desk.error("imbot.v2.Chat.User.delete", desk.with({{"dialogId", "chat1"}, {"userId", 1}})) ==
        "ACCESS_DENIED");
}

TEST_CASE("members are listed in the order that is asked for") {
  Desk desk;
  const int bot = static_cast<int>(desk.make_bot("a"));
  desk.chat({7, bot, 3});
  desk.say(3, "chat1", "x");
  desk.say(7, "chat1", "y");
  CHECK(members(desk) == std::vector<int>{1, 7, bot, 3});
  CHECK(members(desk, {{"order", {{"id", "DESC"}}}}) == std::vector<int>{3, bot, 7, 1});
  CHECK(members(desk, {{"order", {{"userId", "ASC"}}}}) == std::vector<int>{1, 3, 7, bot});
  CHECK(members(desk, {{"order", {{"lastSendMessageId", "desc"}}}, {"limit", 2}}) == std::vector<int>{7, 3});
  CHECK(members(desk, {{"limit", 0}}).size() == 1);
  desk.chat({});
  CHECK(desk.error("imbot.v2.Chat.User.list", desk.with({{"dialogId", "chat2"}})) == "ACCESS_DENIED");
}

TEST_CASE("a closed text field stops people but not administrators and bots") {
  Desk desk;
  const auto bot = desk.make_bot("a");
  desk.chat({bot, 7});
  const auto set = [&](const Json& enabled) {
    CHECK(desk.result("imbot.v2.Chat.TextField.enabled",
                      desk.with({{"dialogId", "chat1"}, {"enabled", enabled}})) == yes);
  };
  set(false);
  CHECK(shown(desk, "chat1")["textFieldEnabled"] == "N");
  CHECK_FALSE(desk.portal.say(7, "chat1", "x").ok());
  CHECK(desk.portal.say(1, "chat1", "x").ok());
  desk.send("chat1", {{"message", "x"}});
  set(nullptr);
  CHECK(shown(desk, "chat1")["textFieldEnabled"] == "Y");
  CHECK(desk.portal.say(7, "chat1", "x").ok());
}

TEST_CASE("what a bot is busy with is shown until it ends or the bot speaks") {
  Desk desk;
  const auto bot = desk.make_bot("a");
  desk.chat({bot});
  const auto notify = [&](const Json& more) {
    auto params = desk.with({{"dialogId", "chat1"}});
    params.update(more);
    CHECK(desk.result("imbot.v2.Chat.InputAction.notify", params) == yes);
  };
  notify({{"statusMessageCode", "IMBOT_AGENT_ACTION_THINKING"}, {"duration", 60}});
  REQUIRE(desk.portal.input_actions(1).size() == 1);
  CHECK(desk.portal.input_actions(1)[0].type == "IMBOT_AGENT_ACTION_THINKING");
  CHECK(desk.portal.input_actions(2).empty());  // another chat's
  desk.portal.shift_clock(59'000);
  CHECK(desk.portal.input_actions(1).size() == 1);
  desk.portal.shift_clock(1'000);
  CHECK(desk.portal.input_actions(1).empty());
  notify({{"duration", 9999}});
  desk.portal.shift_clock(600'000);
  CHECK(desk.portal.input_actions(1).empty());
  notify(Json::object());
  CHECK(desk.portal.input_actions(1)[0].type.empty());
  desk.send("chat1", {{"message", "done"}});
  CHECK(desk.portal.input_actions(1).empty());
}

TEST_CASE("methods on chats are refused where the bot is not and for arguments of a wrong type") {
  Desk desk;
  desk.make_bot("a");
  desk.chat({});
  for (const char* method :
       {"imbot.v2.Chat.update", "imbot.v2.Chat.leave", "imbot.v2.Chat.setOwner", "imbot.v2.Chat.User.add",
        "imbot.v2.Chat.User.delete", "imbot.v2.Chat.User.list", "imbot.v2.Chat.TextField.enabled",
        "imbot.v2.Chat.InputAction.notify", "imbot.v2.Chat.Message.read"}) {
    INFO(method);
    CHECK(desk.error(method, desk.with({{"dialogId", "chat1"}})) == "ACCESS_DENIED");
    CHECK(desk.error(method, desk.with({{"dialogId", "chat77"}})) == "ACCESS_DENIED");
    CHECK(desk.error(method, desk.bot) == "ACCESS_DENIED");
    const auto bad = desk.ask(method, desk.with({{"dialogId", {1, 2}}}));
    CHECK(bad["error"] == "ERROR_ARGUMENT");
    CHECK(bad["error_description"] == "Argument 'dialogId' is of a wrong type");
  }
  const auto wrong = [&](const char* method, const Json& more) {
    return desk.ask(method, desk.with(more))["error_description"];
  };
  CHECK(wrong("imbot.v2.Chat.add", {{"fields", {{"userIds", {1, "x"}}}}}) ==
        "Argument 'fields.userIds' is of a wrong type");
  CHECK(wrong("imbot.v2.Chat.add", {{"fields", "x"}}) == "Argument 'fields' is of a wrong type");
  CHECK(wrong("imbot.v2.Chat.Message.delete", {{"messageId", "x"}}) ==
        "Argument 'messageId' is of a wrong type");
}

TEST_CASE("the revision is told without a bot") {
  Desk desk;
  const auto revision = desk.result("imbot.v2.Revision.get", Json::object());
  for (const char* name : {"rest", "web", "mobile", "desktop"}) CHECK(revision[name].is_number_integer());
}
