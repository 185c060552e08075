#include "tests/api/emulator/desk.h"

using luabot::Json;
using luabot::test::Desk;

namespace {
/// Parameters in the order given, which a Json would not keep.
Json run(Desk& desk, const std::string& text) {
  const auto answer = desk.portal.call("batch", text);
  CHECK(answer.status == 200);
  return Json::parse(answer.body)["result"];
}
}  // namespace

TEST_CASE("a batch answers with PHP arrays keyed like its calls") {
  Desk desk;
  const auto mixed = run(desk, R"({"cmd":{"a":"server.time","b":"no.such","c":"Server.Time?x=1"}})");
  CHECK(mixed["result"].size() == 2);
  CHECK(mixed["result"]["a"].is_string());
  CHECK(mixed["result_error"]["b"]["error"] == "ERROR_METHOD_NOT_FOUND");
  CHECK(mixed["result_total"] == Json::array());
  CHECK(mixed["result_next"] == Json::array());
  CHECK(mixed["result_time"]["c"].contains("operating"));
  const auto good = run(desk, R"({"cmd":["server.time","server.time"]})");
  CHECK(good["result"].is_array());
  CHECK(good["result_error"] == Json::array());
  const auto bad = run(desk, R"({"cmd":["server.time","no.such"]})");
  CHECK(bad["result_error"].contains("1"));
  CHECK(run(desk, "{}")["result"] == Json::array());
}

TEST_CASE("subcalls run in the order of the batch") {
  Desk desk;
  const auto bot = std::to_string(desk.make_bot("a"));
  const auto send = [&](const std::string& text) {
    return "\"imbot.v2.Chat.Message.send?botId=" + bot +
           "&botToken=tok-a&dialogId=1&fields[message]=" + text + "\"";
  };
  run(desk,
      R"({"cmd":{"z":)" + send("first") + R"(,"10":)" + send("sec+ond") + R"(,"2":)" + send("third") + "}}");
  const auto messages = desk.portal.messages(1, bot).value();
  REQUIRE(messages.size() == 3);
  CHECK(messages[0]->text == "first");
  CHECK(messages[1]->text == "sec ond");
  CHECK(messages[2]->text == "third");
}

TEST_CASE("a batch stops at the first error when it is told to") {
  Desk desk;
  const auto stopped = run(desk, R"({"halt":1,"cmd":{"a":"server.time","b":"no","c":"server.time"}})");
  CHECK(stopped["result"].size() == 1);
  CHECK(stopped["result_error"].size() == 1);
  CHECK(run(desk, R"({"halt":0,"cmd":{"b":"no","c":"server.time"}})")["result"].size() == 1);
}

TEST_CASE("a subcall refers to the results of earlier ones") {
  Desk desk;
  const auto bot = std::to_string(desk.make_bot("a"));
  const auto done =
      run(desk, R"({"cmd":{"bot":"imbot.v2.Bot.get?botToken=tok-a&code=a",
    "send":"imbot.v2.Chat.Message.send?botId=$result[bot][bot][id]&botToken=tok-a&dialogId=1&fields[message]=)"
                R"(id $result[bot][users][0][id] of $result[bot][bot][code]$result[no][such]."}})");
  REQUIRE(done["result_error"] == Json::array());
  CHECK(desk.message(done["result"]["send"]["id"]).text == "id " + bot + " of a.");
}

TEST_CASE("a parameter that is nothing but a reference takes the result as it is") {
  Desk desk;
  desk.portal.add_user(2, "Anna");
  desk.chat({2});
  const auto done = run(
      desk, R"({"cmd":{"who":"im.chat.user.list?CHAT_ID=1","names":"im.user.list.get?ID=$result[who]"}})");
  REQUIRE(done["result_error"] == Json::array());
  CHECK(done["result"]["who"] == Json{1, 2});
  CHECK(done["result"]["names"].size() == 2);
  CHECK(done["result"]["names"]["2"]["first_name"] == "Anna");
}

TEST_CASE("what may not be in a batch is refused by itself") {
  Desk desk;
  const auto done =
      run(desk, R"({"cmd":{"a":"batch?cmd[x]=server.time","b":"imbot.v2.File.upload","c":"server.time"}})");
  CHECK(done["result_error"]["a"]["error"] == "ERROR_BATCH_METHOD_NOT_ALLOWED");
  CHECK(done["result_error"]["b"]["error"] == "ERROR_BATCH_METHOD_NOT_ALLOWED");
  CHECK(done["result"].size() == 1);
}

TEST_CASE("subcalls beyond fifty are refused and the rest is run") {
  Desk desk;
  Json cmd = Json::array();
  for (int i = 0; i < 52; ++i) cmd.push_back("server.time");
  const auto done = run(desk, Json{{"cmd", cmd}}.dump());
  CHECK(done["result"].size() == 50);
  CHECK(done["result_error"].size() == 2);
  CHECK(done["result_error"]["51"]["error"] == "ERROR_BATCH_LENGTH_EXCEEDED");
}

TEST_CASE("a rule that refuses a method also hits it inside a batch") {
  Desk desk;
  REQUIRE(desk.portal.faults()
              .set({{.match = "server.time", .kinds = {"error"}, .times = 1, .code = "OOPS"}})
              .ok());
  const auto done = run(desk, R"({"cmd":{"a":"server.time","b":"server.time"}})");
  CHECK(done["result_error"]["a"]["error"] == "OOPS");
  CHECK(done["result"].contains("b"));
}
