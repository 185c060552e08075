#include "tests/api/emulator/im_desk.h"

using luabot::Json;
namespace emulator = luabot::emulator;
using luabot::test::ImDesk;
using Types = std::vector<std::string>;

namespace {

struct Talk : ImDesk {
  Talk() { chat({2, bot_id}); }
  emulator::Id bot_id = make_bot("a", "supervisor");

  emulator::Id add(const Json& params) {
    Json all = {{"DIALOG_ID", "chat1"}};
    all.update(params);
    return documented("im.message.add", all)["result"];
  }
  std::string add_error(const Json& params) {
    Json all = {{"DIALOG_ID", "chat1"}};
    all.update(params);
    return error("im.message.add", all);
  }
  /// The types of the events since the last look.
  Types news() {
    Types out;
    const auto page = result("imbot.v2.Event.get", with({{"limit", 1000}, {"offset", offset}}));
    for (const auto& event : page["events"]) out.push_back(event["type"]);
    offset = page["nextOffset"];
    return out;
  }
  Json params_of(emulator::Id id) { return Json::parse(message(id).params); }

  Json offset = 0;
};

}  // namespace

TEST_CASE("a message added by a person reaches the bots that may see it") {
  Talk desk;
  desk.news();
  const auto id = desk.add({{"MESSAGE", "Hello[BR]all "}});
  CHECK(desk.message(id).text == "Hello\nall");
  CHECK(desk.message(id).author_id == 1);
  CHECK(desk.news() == Types{"ONIMBOTV2MESSAGEADD"});
  desk.result("im.message.add", {{"DIALOG_ID", std::to_string(desk.bot_id)}, {"MESSAGE", "in private"}});
  CHECK(desk.news() == Types{"ONIMBOTV2JOINCHAT", "ONIMBOTV2MESSAGEADD"});
}

TEST_CASE("a message keeps what it is decorated with") {
  Talk desk;
  const auto first = desk.add({{"MESSAGE", "x"}});
  const auto id =
      desk.add({{"ATTACH", {{{"MESSAGE", "a"}}}},
                {"KEYBOARD", {{"BOT_ID", desk.bot_id}, {"BUTTONS", {{{"TEXT", "a"}, {"COMMAND", "go"}}}}}},
                {"MENU", {{"BOT_ID", desk.bot_id}, {"ITEMS", {{{"TEXT", "m"}, {"LINK", "/x"}}}}}},
                {"URL_PREVIEW", "N"},
                {"REPLY_ID", first}});
  const auto params = desk.params_of(id);
  CHECK(params["KEYBOARD"][0]["BOT_ID"] == desk.bot_id);
  CHECK(params["MENU"][0]["TEXT"] == "m");
  CHECK(params["ATTACH"][0]["BLOCKS"][0]["MESSAGE"] == "a");
  CHECK(params["URL_PREVIEW"] == "N");
  CHECK(params["REPLY_ID"] == first);
  CHECK(desk.message(desk.add({{"MESSAGE", "s"}, {"SYSTEM", "Y"}})).author_id == 0);
}

TEST_CASE("im.message.add says why it adds nothing") {
  Talk desk;
  REQUIRE(desk.portal.add_chat({.owner = 2}));
  desk.chat({2});
  const auto foreign = desk.say(2, "chat2", "secret");
  const auto other = desk.say(1, "chat3", "elsewhere");
  CHECK(desk.add_error(Json::object()) == "MESSAGE_EMPTY");
  CHECK(desk.add_error({{"MESSAGE", " [BR]"}}) == "MESSAGE_EMPTY");
  CHECK(desk.add_error({{"DIALOG_ID", "0"}, {"MESSAGE", "x"}}) == "USER_ID_EMPTY");
  CHECK(desk.add_error({{"DIALOG_ID", "77"}, {"MESSAGE", "x"}}) == "USER_NOT_FOUND");
  CHECK(desk.add_error({{"DIALOG_ID", "chat"}, {"MESSAGE", "x"}}) == "CHAT_ID");
  CHECK(desk.add_error({{"DIALOG_ID", "chat0"}, {"MESSAGE", "x"}}) == "CHAT_ID");
  CHECK(desk.add_error({{"DIALOG_ID", "chat2"}, {"MESSAGE", "x"}}) == "ACCESS_ERROR");
  CHECK(desk.add_error({{"DIALOG_ID", "chat99"}, {"MESSAGE", "x"}}) == "ACCESS_ERROR");
  CHECK(desk.add_error({{"DIALOG_ID", "sg5"}, {"MESSAGE", "x"}}) == "ACCESS_ERROR");
  CHECK(desk.add_error({{"DIALOG_ID", "who"}, {"MESSAGE", "x"}}) == "PARAMS_ERROR");
  CHECK(desk.error("im.message.add", {{"MESSAGE", "x"}}) == "PARAMS_ERROR");
  CHECK(desk.add_error({{"ATTACH", "{"}}) == "ATTACH_ERROR");
  CHECK(desk.add_error({{"ATTACH", {{{"MESSAGE", std::string(60'001, 'x')}}}}}) == "ATTACH_OVERSIZE");
  CHECK(desk.add_error({{"MESSAGE", "x"}, {"KEYBOARD", "{"}}) == "KEYBOARD_ERROR");
  CHECK(desk.add_error({{"MESSAGE", "x"}, {"MENU", {{"ITEMS", 5}}}}) == "MENU_ERROR");
  CHECK(desk.add_error({{"MESSAGE", "x"}, {"REPLY_ID", foreign}}) == "REPLY_ACCESS_ERROR");
  CHECK(desk.add_error({{"MESSAGE", "x"}, {"REPLY_ID", 999}}) == "REPLY_ACCESS_ERROR");
  CHECK(desk.add_error({{"MESSAGE", "x"}, {"REPLY_ID", other}}) == "REPLY_FROM_OTHER_CHAT_ERROR");
  CHECK(desk.portal.find_message(other + 1) == nullptr);
}

TEST_CASE("a person edits and deletes messages of their own, and bots hear of it") {
  Talk desk;
  const auto id = desk.add({{"MESSAGE", "first"}, {"MENU", {{"ITEMS", {{{"TEXT", "m"}, {"LINK", "/x"}}}}}}});
  desk.news();
  CHECK(desk.documented("im.message.update",
                        {{"MESSAGE_ID", id}, {"MESSAGE", "second"}, {"MENU", "N"}})["result"] == true);
  CHECK(desk.message(id).text == "second");
  CHECK(desk.message(id).edited);
  CHECK_FALSE(desk.params_of(id).contains("MENU"));
  CHECK(desk.news() == Types{"ONIMBOTV2MESSAGEUPDATE"});
  const auto quiet = desk.add({{"MESSAGE", "x"}});
  desk.result("im.message.update", {{"MESSAGE_ID", quiet}, {"MESSAGE", "y"}, {"IS_EDITED", "N"}});
  CHECK_FALSE(desk.message(quiet).edited);
  desk.news();
  CHECK(desk.documented("im.message.delete", {{"MESSAGE_ID", id}})["result"] == true);
  CHECK(desk.message(id).deleted);
  CHECK(desk.news() == Types{"ONIMBOTV2MESSAGEDELETE"});
  desk.result("im.message.update", {{"MESSAGE_ID", quiet}, {"MESSAGE", ""}});
  CHECK(desk.message(quiet).deleted);
}

TEST_CASE("what may not be edited or deleted stays") {
  Talk desk;
  const auto own = desk.add({{"MESSAGE", "x"}});
  const auto hers = desk.say(2, "chat1", "hers");
  for (const char* method : {"im.message.update", "im.message.delete"}) {
    INFO(method);
    CHECK(desk.error(method, {{"MESSAGE", "y"}}) == "MESSAGE_ID_ERROR");
    CHECK(desk.error(method, {{"MESSAGE_ID", 99}, {"MESSAGE", "y"}}) == "MESSAGE_ID_ERROR");
    CHECK(desk.error(method, {{"MESSAGE_ID", hers}, {"MESSAGE", "y"}}) == "CANT_EDIT_MESSAGE");
  }
  const auto error = [&](const Json& more) {
    Json params = {{"MESSAGE_ID", own}};
    params.update(more);
    return desk.error("im.message.update", params);
  };
  Json many = Json::array();
  for (int i = 0; i < 3000; ++i) many.push_back({{"TEXT", "a button"}, {"LINK", "/a/rather/long/link"}});
  CHECK(error({{"ATTACH", "{"}}) == "ATTACH_ERROR");
  CHECK(error({{"ATTACH", {{{"MESSAGE", std::string(60'001, 'x')}}}}}) == "ATTACH_OVERSIZE");
  CHECK(error({{"KEYBOARD", "{"}}) == "KEYBOARD_ERROR");
  CHECK(error({{"KEYBOARD", many}}) == "KEYBOARD_OVERSIZE");
  CHECK(error({{"MENU", "{"}}) == "menu_ERROR");
  CHECK(error({{"MENU", many}}) == "MENU_OVERSIZE");
  CHECK(desk.message(own).text == "x");
  CHECK_FALSE(desk.message(own).edited);
}

TEST_CASE("a like is given, taken back or turned over") {
  Talk desk;
  const auto id = desk.say(2, "chat1", "hello");
  const auto like = [&](const Json& action) {
    return desk.ask("im.message.like", {{"MESSAGE_ID", id}, {"ACTION", action}});
  };
  CHECK(desk.documented("im.message.like", {{"MESSAGE_ID", id}})["result"] == true);
  CHECK(desk.message(id).reactions.at("like") == std::vector<emulator::Id>{1});
  CHECK(like("plus")["error"] == "WITHOUT_CHANGES");
  CHECK(like("minus")["result"] == true);
  CHECK(like("minus")["error"] == "WITHOUT_CHANGES");
  CHECK(like("auto")["result"] == true);
  CHECK(desk.message(id).reactions.size() == 1);
  CHECK(desk.error("im.message.like", Json::object()) == "MESSAGE_ID_ERROR");
  CHECK(desk.error("im.message.like", {{"MESSAGE_ID", 99}}) == "MESSAGE_ID_ERROR");
}

TEST_CASE("a command given by a person reaches the bot that has registered it") {
  Talk desk;
  desk.result("imbot.v2.Command.register", desk.with({{"fields", {{"command", "go"}, {"hidden", 1}}}}));
  const auto id = desk.add({{"MESSAGE", "x"}});
  desk.news();
  const auto error = [&](const Json& more) {
    Json params = {{"MESSAGE_ID", id}, {"BOT_ID", desk.bot_id}, {"COMMAND", "go"}};
    params.update(more);
    return desk.error("im.message.command", params);
  };
  CHECK(desk.documented("im.message.command", {{"MESSAGE_ID", id},
                                               {"BOT_ID", desk.bot_id},
                                               {"COMMAND", "go"},
                                               {"COMMAND_PARAMS", "home"}})["result"] == true);
  CHECK(desk.events().back()["data"]["command"]["params"] == "home");
  CHECK(error({{"MESSAGE_ID", 99}}) == "MESSAGE_ID_ERROR");
  CHECK(error({{"BOT_ID", 2}}) == "BOT_ID_ERROR");
  CHECK(error({{"COMMAND", "stay"}}) == "COMMAND_ERROR");
  CHECK(error({{"COMMAND", ""}}) == "COMMAND_ERROR");
}

TEST_CASE("a message is shared with a chat of its own") {
  Talk desk;
  const auto id = desk.say(2, "chat1", "let us talk");
  const auto share = [&](const Json& more) {
    Json params = {{"MESSAGE_ID", id}, {"DIALOG_ID", "chat1"}, {"TYPE", "CHAT"}};
    params.update(more);
    return params;
  };
  CHECK(desk.documented("im.message.share", share(Json::object()))["result"] == true);
  const auto made = desk.result("im.dialog.messages.get", {{"DIALOG_ID", "chat2"}});
  CHECK(made["messages"][0]["text"] == "let us talk");
  CHECK(desk.result("im.chat.user.list", {{"CHAT_ID", 2}}).size() == 3);
  CHECK(desk.result("im.message.share", share({{"TYPE", "TASK"}})) == true);
  CHECK(desk.error("im.message.share", share({{"MESSAGE_ID", 99}})) == "MESSAGE_ID_ERROR");
  CHECK(desk.error("im.message.share", share({{"DIALOG_ID", ""}})) == "DIALOG_ID_EMPTY");
  CHECK(desk.error("im.message.share", share({{"DIALOG_ID", "chat99"}})) == "ACCESS_ERROR");
  CHECK(desk.error("im.message.share", share({{"TYPE", "SONG"}})) == "PARAMS_ERROR");
}

TEST_CASE("what is read and unread moves with im.dialog.read and im.dialog.unread") {
  Talk desk;
  for (int i = 0; i < 3; ++i) desk.say(2, "chat1", "hello");
  desk.say(2, "1", "and you");
  const auto counter = [&] { return desk.result("im.counters.get", Json::object())["TYPE"]["ALL"]; };
  CHECK(counter() == 4);
  auto read = desk.documented("im.dialog.read", {{"DIALOG_ID", "chat1"}, {"MESSAGE_ID", 2}})["result"];
  CHECK(read == Json{{"dialogId", "chat1"}, {"chatId", 1}, {"lastId", 2}, {"counter", 1}});
  CHECK(desk.result("im.dialog.read", {{"DIALOG_ID", "chat1"}})["counter"] == 0);
  CHECK(counter() == 1);
  CHECK(desk.documented("im.dialog.unread", {{"DIALOG_ID", "chat1"}, {"MESSAGE_ID", 2}})["result"] == true);
  CHECK(desk.result("im.dialog.get", {{"DIALOG_ID", "chat1"}})["counter"] == 2);
  CHECK(desk.documented("im.dialog.read.all", Json::object())["result"] == true);
  CHECK(counter() == 0);
  // Nobody's own messages are unread to them.
  desk.say(1, "chat1", "mine");
  desk.say(2, "chat1", "yours");
  desk.result("im.dialog.unread", {{"DIALOG_ID", "chat1"}, {"MESSAGE_ID", 5}});
  CHECK(desk.result("im.dialog.get", {{"DIALOG_ID", "chat1"}})["counter"] == 1);
  CHECK(desk.error("im.dialog.read", Json::object()) == "DIALOG_ID_EMPTY");
  CHECK(desk.result("im.dialog.read", {{"DIALOG_ID", "chat99"}}) == false);
  CHECK(desk.error("im.dialog.unread", {{"MESSAGE_ID", 1}}) == "DIALOG_ID_EMPTY");
  CHECK(desk.error("im.dialog.unread", {{"DIALOG_ID", "chat1"}}) == "MESSAGE_ID_ERROR");
  CHECK(desk.error("im.dialog.unread", {{"DIALOG_ID", "chat1"}, {"MESSAGE_ID", 4}}) == "MESSAGE_ID_ERROR");
}

TEST_CASE("im.dialog.writing is for dialogs that the caller is in") {
  Talk desk;
  CHECK(desk.documented("im.dialog.writing", {{"DIALOG_ID", "chat1"}})["result"] == true);
  REQUIRE(desk.portal.input_actions(1).size() == 1);
  CHECK(desk.portal.input_actions(1)[0].user_id == 1);
  CHECK(desk.error("im.dialog.writing", Json::object()) == "DIALOG_ID_EMPTY");
  CHECK(desk.error("im.dialog.writing", {{"DIALOG_ID", "chat99"}}) == "ACCESS_ERROR");
}
