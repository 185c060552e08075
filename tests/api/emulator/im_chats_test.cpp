#include "tests/api/emulator/im_desk.h"

using luabot::Json;
using luabot::test::ImDesk;

namespace {

const char* const picture =
    "iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAQAAAC1HAwCAAAAC0lEQVR42mNk+A8AAQUBAScY42YAAAAASUVORK5CYII=";

Json shown(ImDesk& desk, const char* dialog = "chat1") {
  return desk.result("im.dialog.get", {{"DIALOG_ID", dialog}});
}

}  // namespace

TEST_CASE("im.chat.add makes the chat that was described and tells the bots in it") {
  ImDesk desk;
  const auto bot = desk.make_bot("a", "supervisor");
  const auto made = desk.documented("im.chat.add", {{"TITLE", "Pizza"},
                                                    {"DESCRIPTION", "Orders"},
                                                    {"TYPE", "OPEN"},
                                                    {"COLOR", "LIGHT_BLUE"},
                                                    {"AVATAR", picture},
                                                    {"ENTITY_TYPE", "CRM"},
                                                    {"ENTITY_ID", "DEAL|5"},
                                                    {"MESSAGE", "Welcome"},
                                                    {"USERS", {2, bot, 77}}});
  CHECK(made["result"] == 1);
  const auto chat = shown(desk);
  CHECK(chat["name"] == "Pizza");
  CHECK(chat["description"] == "Orders");
  CHECK(chat["type"] == "open");
  CHECK(chat["color"] == "#4ba5c3");
  CHECK(chat["avatar"] != "");
  CHECK(chat["owner"] == 1);
  CHECK(chat["user_counter"] == 3);
  CHECK(chat["last_message_id"] == 1);
  CHECK(desk.event_types() == std::vector<std::string>{"ONIMBOTV2JOINCHAT", "ONIMBOTV2MESSAGEADD"});
  CHECK(desk.documented("im.chat.get", {{"ENTITY_TYPE", "CRM"}, {"ENTITY_ID", "DEAL|5"}})["result"]["ID"] ==
        1);
  CHECK(desk.result("im.chat.get", {{"ENTITY_TYPE", "CRM"}, {"ENTITY_ID", "DEAL|6"}}).is_null());
  CHECK(desk.error("im.chat.get", {{"ENTITY_TYPE", "CRM"}}) == "ERROR_ARGUMENT");
}

TEST_CASE("im.chat.add needs nothing at all") {
  ImDesk desk;
  CHECK(desk.result("im.chat.add", {{"COLOR", "pale"}, {"AVATAR", "eA=="}}) == 1);
  CHECK(shown(desk)["avatar"] == "");
  CHECK(shown(desk)["type"] == "chat");
}

TEST_CASE("members are listed, added and removed, and bots that come in hear of it") {
  ImDesk desk;
  const auto bot = desk.make_bot("a");
  desk.chat({2});
  CHECK(desk.documented("im.chat.user.add", {{"CHAT_ID", 1}, {"USERS", {3, bot}}})["result"] == true);
  CHECK(desk.documented("im.chat.user.list", {{"CHAT_ID", 1}})["result"] == Json::array({1, 2, 3, bot}));
  CHECK(desk.event_types() == std::vector<std::string>{"ONIMBOTV2JOINCHAT"});
  CHECK(desk.documented("im.chat.user.delete", {{"CHAT_ID", 1}, {"USER_ID", 3}})["result"] == true);
  CHECK(desk.result("im.chat.user.list", {{"CHAT_ID", 1}}) == Json::array({1, 2, bot}));
}

TEST_CASE("what is not the caller's to do with members is refused") {
  ImDesk desk;
  desk.chat({2});
  REQUIRE(desk.portal.add_chat({.owner = 2, .members = {1, 3}}));
  REQUIRE(desk.portal.add_chat({.owner = 2}));
  desk.result("im.chat.add", {{"ENTITY_TYPE", "ANNOUNCEMENT"}, {"ENTITY_ID", "1"}, {"USERS", {2}}});
  const auto error = [&](const char* method, const Json& chat, Json params) {
    params["CHAT_ID"] = chat;
    return desk.error(method, params);
  };
  for (const Json& none : {Json(0), Json(""), Json("x"), Json()}) {
    CHECK(error("im.chat.user.add", none, {{"USERS", {3}}}) == "CHAT_ID_EMPTY");
    CHECK(error("im.chat.user.delete", none, {{"USER_ID", 3}}) == "CHAT_ID_EMPTY");
    CHECK(error("im.chat.user.list", none, Json::object()) == "CHAT_ID_EMPTY");
    CHECK(error("im.chat.leave", none, Json::object()) == "CHAT_ID_EMPTY");
  }
  for (const int foreign : {3, 99}) {
    CHECK(error("im.chat.user.add", foreign, {{"USERS", {3}}}) == "ACCESS_ERROR");
    CHECK(error("im.chat.user.delete", foreign, {{"USER_ID", 2}}) == "ACCESS_ERROR");
    CHECK(error("im.chat.user.list", foreign, Json::object()) == "ACCESS_ERROR");
    CHECK(error("im.chat.leave", foreign, Json::object()) == "ACCESS_ERROR");
  }
  CHECK(error("im.chat.user.add", 4, {{"USERS", {3}}}) == "ACCESS_DENIED_EXTEND");
  CHECK(error("im.chat.user.delete", 4, {{"USER_ID", 2}}) == "ACCESS_DENIED_KICK");
  CHECK(error("im.chat.user.delete", 2, {{"USER_ID", 3}}) == "ACCESS_DENIED_KICK");
  CHECK(error("im.chat.user.delete", 1, {{"USER_ID", 0}}) == "USER_ID_EMPTY");
  CHECK(error("im.chat.user.delete", 1, Json::object()) == "USER_ID_EMPTY");
  CHECK(error("im.chat.user.delete", 1, {{"USER_ID", 3}}) == "USER_NOT_FOUND");
  CHECK(error("im.chat.leave", 4, Json::object()) == "ACCESS_DENIED_KICK");
}

TEST_CASE("who leaves a chat is out of it") {
  ImDesk desk;
  desk.chat({2});
  CHECK(desk.documented("im.chat.leave", {{"CHAT_ID", 1}})["result"] == true);
  CHECK(desk.error("im.dialog.get", {{"DIALOG_ID", "chat1"}}) == "ACCESS_ERROR");
}

TEST_CASE("a chat is muted for its member alone and counts apart") {
  ImDesk desk;
  desk.chat({2});
  desk.say(2, "chat1", "hello");
  CHECK(desk.documented("im.chat.mute", {{"CHAT_ID", 1}})["result"] == true);
  CHECK(shown(desk)["mute_list"] == Json::array({1}));
  const auto counted = desk.result("im.counters.get", Json::object());
  CHECK(counted["CHAT_MUTED"] == Json{{"1", 1}});
  CHECK(counted["TYPE"]["ALL"] == 0);
  desk.result("im.chat.mute", {{"DIALOG_ID", "chat1"}, {"MUTE", "N"}});
  CHECK(shown(desk)["mute_list"] == Json::array());
}

TEST_CASE("an owner hands the chat over") {
  ImDesk desk;
  desk.chat({2});
  CHECK(desk.documented("im.chat.setOwner", {{"CHAT_ID", 1}, {"USER_ID", 2}})["result"] == true);
  CHECK(shown(desk)["owner"] == 2);
  CHECK(shown(desk)["role"] == "member");
  CHECK(desk.error("im.chat.setOwner", {{"CHAT_ID", 1}, {"USER_ID", 2}}) == "WRONG_REQUEST");
  desk.chat({2});
  CHECK(desk.error("im.chat.setOwner", {{"CHAT_ID", 2}, {"USER_ID", 3}}) == "WRONG_REQUEST");
  CHECK(desk.error("im.chat.setOwner", {{"CHAT_ID", 2}}) == "USER_ID_EMPTY");
}

TEST_CASE("a chat gets another title, colour and picture") {
  ImDesk desk;
  desk.chat({2});
  CHECK(desk.documented("im.chat.updateTitle", {{"CHAT_ID", 1}, {"TITLE", " New "}})["result"] == true);
  CHECK(desk.documented("im.chat.updateColor", {{"DIALOG_ID", "chat1"}, {"COLOR", "MARENGO"}})["result"] ==
        true);
  CHECK(desk.documented("im.chat.updateAvatar", {{"CHAT_ID", 1}, {"AVATAR", picture}})["result"] == true);
  CHECK(shown(desk)["name"] == "New");
  CHECK(shown(desk)["color"] == "#556574");
  CHECK(shown(desk)["avatar"] != "");
  CHECK(desk.error("im.chat.updateTitle", {{"CHAT_ID", 1}, {"TITLE", " "}}) == "TITLE_EMPTY");
  CHECK(desk.error("im.chat.updateTitle", {{"DIALOG_ID", "2"}, {"TITLE", "x"}}) == "ACCESS_ERROR");
  CHECK(desk.error("im.chat.updateColor", {{"CHAT_ID", 1}, {"COLOR", "PALE"}}) == "WRONG_COLOR");
  CHECK(desk.error("im.chat.updateColor", {{"DIALOG_ID", "2"}, {"COLOR", "RED"}}) == "WRONG_REQUEST");
  CHECK(desk.error("im.chat.updateAvatar", {{"CHAT_ID", 1}, {"AVATAR", "eA=="}}) == "AVATAR_ERROR");
  CHECK(desk.error("im.chat.updateAvatar", {{"DIALOG_ID", "2"}, {"AVATAR", picture}}) == "ACCESS_DENIED");
}

TEST_CASE("a chat is named by its number or its dialog") {
  ImDesk desk;
  const std::pair<const char*, Json> calls[] = {{"im.chat.mute", Json::object()},
                                                {"im.chat.setOwner", {{"USER_ID", 2}}},
                                                {"im.chat.updateAvatar", {{"AVATAR", picture}}},
                                                {"im.chat.updateColor", {{"COLOR", "RED"}}},
                                                {"im.chat.updateTitle", {{"TITLE", "x"}}}};
  for (const auto& call : calls) {
    INFO(call.first);
    const auto error = [&](const Json& more) {
      Json params = call.second;
      params.update(more);
      return desk.error(call.first, params);
    };
    CHECK(error(Json::object()) == "CHAT_ID_EMPTY");
    CHECK(error({{"CHAT_ID", 0}}) == "CHAT_ID_EMPTY");
    CHECK(error({{"DIALOG_ID", ""}}) == "DIALOG_ID_EMPTY");
    CHECK(error({{"CHAT_ID", 99}}) == "ACCESS_ERROR");
    CHECK(error({{"DIALOG_ID", "chat99"}}) == "ACCESS_ERROR");
  }
}
