#include "tests/api/emulator/im_desk.h"

using luabot::Json;
using luabot::test::Found;
using luabot::test::ImDesk;

namespace {

// There is no open line here, and a list of roles of an assistant that there is not.
const Found but = {"result.items[].lines: missing"};

Json ids(const Json& rows) {
  Json out = Json::array();
  for (const auto& row : rows) out.push_back(row["id"]);
  return out;
}

struct Recent : ImDesk {
  Recent() {
    chat({2, 3});  // chat1
    say(2, "1", "hello");
    loop.advance(std::chrono::minutes(1));
    say(3, "1", "good day");
    loop.advance(std::chrono::minutes(1));
    say(3, "chat1", "here");
  }
  Json rows(const Json& params = Json::object()) {
    return documented("im.recent.list", params, but)["result"]["items"];
  }
};

}  // namespace

TEST_CASE("im.recent.list has the latest first, with who is meant and what is unread") {
  Recent desk;
  const auto rows = desk.rows();
  CHECK(ids(rows) == Json::array({"chat1", 3, 2}));
  CHECK(rows[0]["type"] == "chat");
  CHECK(rows[0]["user"]["id"] == 3);
  CHECK(rows[1]["type"] == "user");
  CHECK(rows[1]["title"] == "Klaus Weber");
  CHECK(rows[1]["message"]["text"] == "good day");
  CHECK(rows[1]["counter"] == 1);
  // The page gives these a date only, which the portal has no occasion for.
  const Found dates = {"result[].user.absent: a boolean", "result[].user.idle: a boolean",
                       "result[].user.mobile_last_date: a boolean"};
  CHECK(ids(desk.documented("im.recent.get", Json::object(), dates)["result"]) ==
        Json::array({"chat1", "3", "2"}));
}

TEST_CASE("im.recent.list and im.recent.get leave out what is not asked for") {
  Recent desk;
  CHECK(ids(desk.rows({{"SKIP_CHAT", "Y"}})) == Json::array({3, 2}));
  CHECK(ids(desk.rows({{"SKIP_DIALOG", "Y"}})) == Json::array({"chat1"}));
  CHECK(ids(desk.rows({{"LIMIT", 1}, {"OFFSET", 1}})) == Json::array({3}));
  const auto page = desk.ask("im.recent.list", {{"LIMIT", 1}});
  CHECK(page["result"]["hasMore"] == true);
  CHECK(page["total"] == 3);
  const auto before = desk.rows()[1]["message"]["date"];
  CHECK(ids(desk.rows({{"LAST_MESSAGE_DATE", before}})) == Json::array({2}));
  CHECK(ids(desk.rows({{"ONLY_COPILOT", "Y"}})) == Json::array());
  CHECK(ids(desk.result("im.recent.get", {{"SKIP_CHAT", "Y"}})) == Json::array({"3", "2"}));
  CHECK(ids(desk.result("im.recent.get", {{"LAST_SYNC_DATE", before}})) == Json::array({"chat1", "3"}));
  CHECK(ids(desk.result("im.recent.get", {{"ONLY_OPENLINES", "Y"}})) == Json::array());
}

TEST_CASE("a pinned dialog stays on top and a hidden one is away until somebody speaks") {
  Recent desk;
  CHECK(desk.documented("im.recent.pin", {{"DIALOG_ID", 2}})["result"] == true);
  CHECK(ids(desk.rows()) == Json::array({2, "chat1", 3}));
  CHECK(desk.rows()[0]["pinned"] == true);
  desk.result("im.recent.pin", {{"DIALOG_ID", 2}, {"PIN", "N"}});
  CHECK(ids(desk.rows()) == Json::array({"chat1", 3, 2}));
  CHECK(desk.documented("im.recent.hide", {{"DIALOG_ID", "chat1"}})["result"] == true);
  CHECK(ids(desk.rows()) == Json::array({3, 2}));
  desk.say(2, "chat1", "again");
  CHECK(ids(desk.rows()) == Json::array({"chat1", 3, 2}));
  CHECK(desk.error("im.recent.pin", Json::object()) == "DIALOG_ID_EMPTY");
  CHECK(desk.error("im.recent.pin", {{"DIALOG_ID", "chat99"}}) == "ACCESS_ERROR");
  CHECK(desk.error("im.recent.hide", Json::object()) == "DIALOG_ID_EMPTY");
  CHECK(desk.result("im.recent.hide", {{"DIALOG_ID", "chat99"}}) == false);
}

TEST_CASE("a dialog may be marked unread although it is read") {
  Recent desk;
  CHECK(desk.documented("im.recent.unread", {{"DIALOG_ID", "chat1"}})["result"] == true);
  CHECK(desk.rows()[0]["unread"] == true);
  CHECK(desk.result("im.counters.get", Json::object())["CHAT_UNREAD"] == Json::array({1}));
  desk.result("im.recent.unread", {{"DIALOG_ID", "chat1"}, {"ACTION", "N"}});
  CHECK(desk.rows()[0]["unread"] == false);
  CHECK(desk.error("im.recent.unread", Json::object()) == "DIALOG_ID_EMPTY");
}

TEST_CASE("im.counters.get counts what others have written") {
  Recent desk;
  const auto counted =
      desk.documented("im.counters.get", Json::object(), {"result.CHAT: an object"})["result"];
  CHECK(counted["TYPE"]["ALL"] == 3);
  CHECK(counted["TYPE"]["DIALOG"] == 2);
  CHECK(counted["TYPE"]["CHAT"] == 1);
  CHECK(counted["DIALOG"] == Json{{"2", 1}, {"3", 1}});
  CHECK(counted["CHAT"] == Json{{"1", 1}});
  CHECK(counted["CHAT_MUTED"] == Json::array());
}

TEST_CASE("im.search.last keeps whom one has looked for, the latest first") {
  Recent desk;
  CHECK(desk.documented("im.search.last.add", {{"DIALOG_ID", "chat1"}})["result"] == true);
  desk.result("im.search.last.add", {{"DIALOG_ID", "2"}});
  desk.result("im.search.last.add", {{"DIALOG_ID", "chat1"}});
  const auto last = desk.documented(
      "im.search.last.get", Json::object(),
      {"result[].user: missing", "result[].chat: missing", "result[].user.absent: a boolean"})["result"];
  CHECK(ids(last) == Json::array({"chat1", 2}));
  CHECK(last[0]["chat"]["name"] == "Chat 1");
  CHECK(last[1]["user"]["name"] == "Anna Field");
  CHECK(ids(desk.result("im.search.last.get", {{"SKIP_CHAT", "Y"}})) == Json::array({2}));
  CHECK(desk.documented("im.search.last.delete", {{"DIALOG_ID", "2"}})["result"] == true);
  CHECK(desk.result("im.search.last.delete", {{"DIALOG_ID", "2"}}) == false);
  CHECK(ids(desk.result("im.search.last.get", Json::object())) == Json::array({"chat1"}));
  for (const char* method : {"im.search.last.add", "im.search.last.delete"})
    CHECK(desk.error(method, Json::object()) == "DIALOG_ID_EMPTY");
  CHECK(desk.result("im.search.last.add", {{"DIALOG_ID", "chat99"}}) == false);
}

TEST_CASE("im.search.chat.list finds the chats that one may see") {
  ImDesk desk;
  REQUIRE(desk.portal.add_chat({.name = "Pizza orders", .owner = 1, .members = {2}}));
  REQUIRE(desk.portal.add_chat({.name = "Pizza secrets", .owner = 2}));
  REQUIRE(desk.portal.add_chat({.name = "Pizza for all", .owner = 2, .open = true}));
  const auto found = desk.documented("im.search.chat.list", {{"FIND", "pizza"}});
  CHECK(found["total"] == 2);
  CHECK(ids(found["result"]) == Json::array({1, 3}));
  CHECK(ids(desk.result("im.search.chat.list", {{"FIND_LINES", "pizza"}})) == Json::array());
  CHECK(desk.ask("im.search.chat.list", {{"FIND", "pizza"}, {"LIMIT", 1}})["next"] == 1);
  CHECK(desk.error("im.search.chat.list", {{"FIND", "p"}}) == "FIND_SHORT");
  CHECK(desk.error("im.search.chat.list", Json::object()) == "FIND_SHORT");
}
