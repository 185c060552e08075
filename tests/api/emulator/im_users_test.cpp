#include "tests/api/emulator/im_desk.h"

using luabot::Json;
using luabot::test::ImDesk;

TEST_CASE("im.user.get gives the webhook's user or the one asked for") {
  ImDesk desk;
  CHECK(desk.documented("im.user.get", Json::object())["result"]["id"] == 1);
  CHECK(desk.documented("im.user.get", {{"ID", "2"}})["result"]["name"] == "Anna Field");
  const auto bot = desk.make_bot("a");
  CHECK(desk.documented("im.user.get", {{"ID", bot}})["result"]["bot_data"]["code"] == "a");
  CHECK(desk.error("im.user.get", {{"ID", 0}}) == "ID_EMPTY");
  CHECK(desk.error("im.user.get", {{"ID", "x"}}) == "ID_EMPTY");
  CHECK(desk.error("im.user.get", {{"ID", 77}}) == "USER_NOT_EXISTS");
}

TEST_CASE("im.user.list.get gives a map by id or a list") {
  ImDesk desk;
  const auto map = desk.documented("im.user.list.get", {{"ID", {1, 2, 77}}})["result"];
  CHECK(map.size() == 2);
  CHECK(map["2"]["first_name"] == "Anna");
  const auto list = desk.documented("im.user.list.get", {{"ID", "[3]"}, {"RESULT_TYPE", "array"}})["result"];
  CHECK(list[0]["id"] == 3);
  CHECK(desk.result("im.user.list.get", {{"ID", {77}}}) == Json::array());
  for (const Json& id :
       {Json("x"), Json(Json::array()), Json::array({"x"}), Json(Json::object({{"a", "b"}}))})
    CHECK(desk.error("im.user.list.get", {{"ID", id}}) == "INVALID_FORMAT");
  CHECK(desk.error("im.user.list.get", Json::object()) == "INVALID_FORMAT");
}

TEST_CASE("a status stays until it is changed and shows on the user") {
  ImDesk desk;
  CHECK(desk.documented("im.user.status.get", Json::object())["result"] == "online");
  CHECK(desk.documented("im.user.status.set", {{"STATUS", "dnd"}})["result"] == true);
  CHECK(desk.result("im.user.status.get", Json::object()) == "dnd");
  CHECK(desk.result("im.user.get", Json::object())["status"] == "dnd");
  CHECK(desk.error("im.user.status.set", {{"STATUS", "busy"}}) == "STATUS_ERROR");
  CHECK(desk.error("im.user.status.set", Json::object()) == "STATUS_ERROR");
  CHECK(desk.result("im.user.status.get", Json::object()) == "dnd");
}

TEST_CASE("a user is idle since the minutes ago that are told") {
  ImDesk desk;
  CHECK(desk.documented("im.user.status.idle.start", {{"AGO", 5}})["result"] == true);
  CHECK(desk.documented("im.user.get", Json::object())["result"]["idle"] == "2025-06-15T16:01:40+00:00");
  CHECK(desk.documented("im.user.status.idle.end", Json::object())["result"] == true);
  CHECK(desk.result("im.user.get", Json::object())["idle"] == false);
}

TEST_CASE("im.search.user.list finds people by name and pages") {
  ImDesk desk;
  for (int i = 10; i < 22; ++i) desk.portal.add_user(i, "Maria", "Number" + std::to_string(i));
  auto found = desk.documented("im.search.user.list", {{"FIND", "weber"}});
  CHECK(found["total"] == 1);
  CHECK_FALSE(found.contains("next"));
  CHECK(found["result"]["3"]["name"] == "Klaus Weber");
  found = desk.ask("im.search.user.list", {{"FIND", "Maria"}});
  CHECK(found["total"] == 12);
  CHECK(found["next"] == 10);
  CHECK(found["result"].size() == 10);
  found = desk.ask("im.search.user.list", {{"FIND", "Maria"}, {"OFFSET", 10}, {"LIMIT", 5}});
  CHECK(found["result"].size() == 2);
  CHECK(found["result"].contains("21"));
  CHECK(desk.ask("im.search.user.list", {{"FIND", "Nobody"}})["result"] == Json::array());
  CHECK(desk.error("im.search.user.list", {{"FIND", "M"}}) == "FIND_SHORT");
  CHECK(desk.error("im.search.user.list", Json::object()) == "FIND_SHORT");
}
