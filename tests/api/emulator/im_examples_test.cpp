#include "api/emulator/methods.h"
#include "tests/api/emulator/im_desk.h"

using luabot::Json;
using luabot::test::ImDesk;

TEST_CASE("a method of which nothing is kept answers with what is documented") {
  ImDesk desk;
  const auto added = desk.documented("im.notify.system.add", {{"USER_ID", 2}, {"MESSAGE", "x"}});
  CHECK(added["result"].is_number_integer());
  desk.documented("im.department.get", {{"ID", {1}}});
  desk.documented("im.search.department.list", {{"FIND", "sales"}}, {"total: missing"});
  desk.documented("imopenlines.bot.session.operator", {{"CHAT_ID", 5}});
}

TEST_CASE("arguments are checked before an example is given") {
  ImDesk desk;
  CHECK(desk.error("im.notify.system.add", {{"MESSAGE", "x"}}) == "USER_ID_EMPTY");
  CHECK(desk.error("im.notify.system.add", {{"USER_ID", 2}, {"MESSAGE", " "}}) == "MESSAGE_EMPTY");
  CHECK(desk.error("im.notify.answer", {{"NOTIFY_ID", "x"}, {"ANSWER_TEXT", "y"}}) == "ID_ERROR");
  CHECK(desk.error("im.notify.answer", {{"NOTIFY_ID", 1}}) == "ANSWER_TEXT_ERROR");
  CHECK(desk.error("im.notify.confirm", {{"NOTIFY_ID", 1}}) == "NOTIFY_VALUE_ERROR");
  CHECK(desk.error("im.notify.delete", Json::object()) == "PARAMS_ERROR");
  CHECK(desk.error("im.notify.get", {{"LAST_ID", "x"}}) == "LAST_ID_STRING");
  CHECK(desk.error("im.notify.history.search", {{"SEARCH_TEXT", "ab"}}) == "SEARCH_TEXT_ERROR");
  CHECK(desk.error("im.notify.read.list", Json::object()) == "PARAMS_ERROR");
  CHECK(desk.error("im.department.get", Json::object()) == "INVALID_FORMAT");
  CHECK(desk.error("im.department.managers.get", Json::object()) == "ID_EMPTY");
  CHECK(desk.error("im.search.department.list", Json::object()) == "FIND_SHORT");
  CHECK(desk.error("imopenlines.bot.session.finish", {{"CHAT_ID", 0}}) == "CHAT_ID_EMPTY");
  CHECK(desk.error("imopenlines.bot.session.transfer", {{"CHAT_ID", 5}}) == "TRANSFER_ID_EMPTY");
}

TEST_CASE("what a portal passes over the emulator does too") {
  ImDesk desk;
  CHECK(desk.result("im.user.get", {{"AVATAR_HR", "maybe"}, {"NO_SUCH_THING", 1}})["id"] == 1);
  CHECK(desk.result("im.notify.get", {{"LIMIT", 5000}}).is_object());
}

TEST_CASE("it is known which methods answer from state") {
  int kept = 0;
  int examples = 0;
  for (const auto& method : luabot::emulator::im_methods()) (method.from_example ? examples : kept) += 1;
  CHECK(kept + examples == 68);
  CHECK(examples == 21);
  CHECK_FALSE(luabot::emulator::find_method("im.message.add")->from_example);
  CHECK(luabot::emulator::find_method("im.department.get")->from_example);
}
