#include "tests/api/emulator/im_desk.h"

using luabot::Json;
using luabot::test::ImDesk;

TEST_CASE("im.dialog.get shows a chat as the webhook's user sees it") {
  ImDesk desk;
  desk.chat({2, 3});
  desk.say(2, "chat1", "hello");
  const auto chat = desk.documented("im.dialog.get", {{"DIALOG_ID", "chat1"}})["result"];
  CHECK(chat["name"] == "Chat 1");
  CHECK(chat["role"] == "owner");
  CHECK(chat["counter"] == 1);
  CHECK(chat["unread_id"] == 1);
  CHECK(chat["readed_list"][0]["user_name"] == "Anna Field");
  const auto dialog = desk.documented("im.dialog.get", {{"DIALOG_ID", "2"}})["result"];
  CHECK(dialog["type"] == "private");
  CHECK(dialog["name"] == "Anna Field");
  CHECK(desk.error("im.dialog.get", Json::object()) == "DIALOG_ID_EMPTY");
  CHECK(desk.error("im.dialog.get", {{"DIALOG_ID", "chat99"}}) == "ACCESS_ERROR");
  REQUIRE(desk.portal.add_chat({.owner = 2, .id = 5}));
  CHECK(desk.error("im.dialog.get", {{"DIALOG_ID", "chat5"}}) == "ACCESS_ERROR");
}

TEST_CASE("im.dialog.users.list pages through the members") {
  ImDesk desk;
  const auto bot = desk.make_bot("a");
  desk.chat({2, 3, bot});
  const auto all = desk.documented("im.dialog.users.list", {{"DIALOG_ID", "chat1"}});
  CHECK(all["total"] == 4);
  CHECK(all["result"].size() == 4);
  const auto one = desk.ask("im.dialog.users.list", {{"DIALOG_ID", "chat1"}, {"LIMIT", 1}, {"OFFSET", 1}});
  CHECK(one["result"][0]["id"] == 2);
  CHECK(one["next"] == 2);
  const auto count = [&](const Json& more) {
    Json params = {{"DIALOG_ID", "chat1"}};
    params.update(more);
    return desk.result("im.dialog.users.list", params).size();
  };
  CHECK(count({{"LAST_ID", 2}}) == 2);
  CHECK(count({{"SKIP_EXTERNAL", "Y"}}) == 3);
  CHECK(count({{"SKIP_EXTERNAL", "Y"}, {"SKIP_EXTERNAL_EXCEPT_TYPES", "email,bot"}}) == 4);
  CHECK(desk.error("im.dialog.users.list", Json::object()) == "DIALOG_ID_EMPTY");
  CHECK(desk.error("im.dialog.users.list", {{"DIALOG_ID", "chat99"}}) == "ACCESS_ERROR");
}

TEST_CASE("im.dialog.messages.search narrows by text and by date") {
  ImDesk desk;
  desk.chat({2, 3});
  desk.say(2, "chat1", "Pizza on Monday");
  desk.loop.advance(std::chrono::hours(24));
  desk.say(3, "chat1", "pizza on Tuesday");
  desk.say(3, "chat1", "nothing");
  const auto found = [&](Json params) {
    params["CHAT_ID"] = 1;
    Json out = Json::array();
    // The page has an object here, its example false.
    const auto answer =
        desk.documented("im.dialog.messages.search", params, {"result.users[].phones: a boolean"});
    for (const auto& message : answer["result"]["messages"]) out.push_back(message["id"]);
    return out;
  };
  CHECK(found({{"SEARCH_MESSAGE", "PIZZA"}}) == Json::array({2, 1}));
  CHECK(found({{"SEARCH_MESSAGE", "PIZZA"}, {"ORDER", {{"ID", "ASC"}}}}) == Json::array({1, 2}));
  CHECK(found({{"SEARCH_MESSAGE", "PIZZA"}, {"LAST_ID", 2}}) == Json::array({1}));
  CHECK(found({{"LAST_ID", 1}, {"ORDER", {{"ID", "ASC"}}}, {"LIMIT", 1}}) == Json::array({2}));
  CHECK(found({{"DATE", "2025-06-15"}}) == Json::array({1}));
  CHECK(found({{"DATE_FROM", "2025-06-16T00:00:00Z"}}) == Json::array({3, 2}));
  CHECK(found({{"DATE_TO", "2025-06-16T02:00:00+02:00"}}) == Json::array({1}));
  CHECK(found({{"SEARCH_MESSAGE", "pi"}}) == Json::array({3, 2, 1}));
  CHECK(desk.error("im.dialog.messages.search", Json::object()) == "CHAT_ID_EMPTY");
  CHECK(desk.error("im.dialog.messages.search", {{"CHAT_ID", 99}}) == "ACCESS_ERROR");
}
