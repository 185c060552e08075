#include "tests/api/emulator/desk.h"

using luabot::Json;
using luabot::test::Desk;
using namespace std::chrono_literals;

namespace {
const char* const uuid = "0c42a08f-4235-49fc-994f-c9bccd499ac1";
const char* const uuid2 = "db2e826a-dd18-4ab5-b76c-4084e106ee28";
}  // namespace

TEST_CASE("a bot sends into a chat that it is in and to a person") {
  Desk desk;
  const auto bot = desk.make_bot("a");
  desk.chat({bot});
  const auto sent = desk.send("chat1", {{"message", " hello[BR]there#BR#you [br]"}});
  CHECK(sent["uuidMap"] == Json::array());
  const auto message = desk.message(sent["id"]);
  CHECK(message.text == "hello\nthere\nyou");
  CHECK(message.author_id == bot);
  desk.portal.add_user(7, "Ann");
  CHECK(desk.message(desk.send("7", {{"message", "private"}})["id"]).chat_id == 2);
  CHECK(desk.portal.dialog_id(2, 7) == std::to_string(bot));
  CHECK(desk.portal.dialog_id(2, bot) == "7");
}

TEST_CASE("a bot has no access to chats it is not in and to unknown dialogs") {
  Desk desk;
  desk.make_bot("a");
  desk.chat({});
  for (const char* dialog : {"chat1", "chat99", "99", "", "chat", "sg1", "x"}) {
    CHECK(desk.send_error(dialog, {{"message", "x"}}) == "ACCESS_DENIED");
    CHECK(desk.status == 403);
  }
}

TEST_CASE("a message needs a text or an attachment") {
  Desk desk;
  desk.make_bot("a");
  CHECK(desk.send_error("1", {{"message", "  [BR] "}}) == "EMPTY_MESSAGE");
  CHECK(desk.send_error("1", {{"keyboard", {{{"TEXT", "A"}, {"COMMAND", "b"}}}}}) == "EMPTY_MESSAGE");
  CHECK(desk.error("imbot.v2.Chat.Message.send", desk.with({{"dialogId", "1"}})) == "EMPTY_MESSAGE");
  desk.send("1", {{"attach", {{{"MESSAGE", "text"}}}}});
}

TEST_CASE("a text over twenty thousand characters is cut") {
  Desk desk;
  desk.make_bot("a");
  std::string text;
  for (int i = 0; i < 20'000; ++i) text += "п";
  CHECK(desk.message(desk.send("1", {{"message", text}})["id"]).text == text);
  CHECK(desk.message(desk.send("1", {{"message", text + "x"}})["id"]).text == text + " (...)");
}

TEST_CASE("names may be written in upper case and numbers as text") {
  Desk desk;
  const auto bot = desk.make_bot("a");
  const auto sent =
      desk.result("IMBOT.V2.chat.message.SEND", {{"BOT_ID", std::to_string(bot)},
                                                 {"BOT_TOKEN", "tok-a"},
                                                 {"DIALOG_ID", 1},
                                                 {"FIELDS", {{"MESSAGE", 5}, {"SYSTEM", "Y"}}}});
  const auto message = desk.message(sent["id"]);
  CHECK(message.text == "5");
  CHECK(message.system);
  CHECK(message.author_id == 0);
}

TEST_CASE("a repeat with the same templateId posts nothing") {
  Desk desk;
  desk.make_bot("a");
  const auto first = desk.send("1", {{"message", "once"}, {"templateId", uuid}});
  const auto again =
      desk.send("1", {{"message", "twice"}, {"templateId", "0C42A08F-4235-49FC-994F-C9BCCD499AC1"}});
  CHECK(again == first);
  CHECK(desk.portal.messages(1, desk.portal.dialog_id(1, 1)).value().size() == 1);
  CHECK(desk.message(first["id"]).uuid == uuid);
  CHECK(desk.send("1", {{"message", "x"}, {"templateId", uuid2}})["id"] != first["id"]);
}

TEST_CASE("a templateId that is no UUID or of a system message does not count") {
  Desk desk;
  desk.make_bot("a");
  const auto sends_anew = [&](const Json& fields) {
    return desk.send("1", fields)["id"] != desk.send("1", fields)["id"];
  };
  CHECK(sends_anew({{"message", "x"}, {"templateId", "not-a-uuid"}}));
  CHECK(sends_anew({{"message", "x"}, {"templateId", uuid}, {"system", true}}));
}

TEST_CASE("a repeat fails while the first is still being sent and succeeds later") {
  Desk desk;
  desk.make_bot("a");
  REQUIRE(desk.portal.faults().set({{.kinds = {"delay"}, .times = 1, .delay_ms = 100}}).ok());
  const auto params = desk.with({{"dialogId", "1"}, {"fields", {{"message", "x"}, {"templateId", uuid}}}});
  Json late;
  desk.portal.serve({.user = "1",
                     .token = desk.portal.options().token,
                     .method = "imbot.v2.Chat.Message.send",
                     .params = params.dump(),
                     .peer = "a"},
                    [&](const luabot::emulator::Answer& answer) { late = Json::parse(answer.body); });
  CHECK(desk.error("imbot.v2.Chat.Message.send", params) == "SENDING_FAILED");
  CHECK(late.is_null());
  desk.loop.advance(100ms);
  REQUIRE(late.contains("result"));
  CHECK(desk.result("imbot.v2.Chat.Message.send", params) == late["result"]);
}

TEST_CASE("keyboard and attachment and reply are kept in the params") {
  Desk desk;
  const auto bot = desk.make_bot("a");
  const auto asked = desk.say(1, std::to_string(bot), "?");
  const Json button = {{"TEXT", "Go"}, {"COMMAND", "go"}};
  const Json forms[] = {{button, {{"TEXT", "no use"}}},
                        {{"BOT_ID", 1}, {"BUTTONS", {button}}},
                        Json(Json{{"buttons", {{{"text", "Go"}, {"command", "go"}}}}}.dump())};
  for (const auto& form : forms) {
    const auto sent = desk.send("1", {{"message", "x"}, {"keyboard", form}, {"replyId", asked}});
    const auto params = Json::parse(desk.message(sent["id"]).params);
    REQUIRE(params["KEYBOARD"].size() == 1);
    CHECK(params["KEYBOARD"][0] == Json{{"TEXT", "Go"}, {"COMMAND", "go"}, {"BOT_ID", bot}});
    CHECK(params["REPLY_ID"] == asked);
  }
  desk.chat({bot});
  const auto elsewhere = desk.send("chat2", {{"message", "x"}, {"replyId", asked}});
  CHECK(desk.message(elsewhere["id"]).params == "[]");  // a message of another chat cannot be replied to
  const auto sent = desk.send("1", {{"attach", {{"ID", 1}, {"BLOCKS", {{{"DELIMITER", Json::object()}}}}}}});
  const auto attach = Json::parse(desk.message(sent["id"]).params)["ATTACH"];
  CHECK(attach == Json::parse(R"([{"ID":1,"BLOCKS":[{"DELIMITER":[]}]}])"));
  CHECK(desk.message(desk.send("1", {{"message", "x"}, {"keyboard", "N"}})["id"]).params == "[]");
}

TEST_CASE("a bad or large attachment is refused") {
  Desk desk;
  desk.make_bot("a");
  CHECK(desk.send_error("1", {{"message", "x"}, {"attach", 5}}) == "ATTACH_ERROR");
  CHECK(desk.send_error("1", {{"message", "x"}, {"attach", {{{"NONSENSE", 1}}}}}) == "ATTACH_ERROR");
  CHECK(desk.send_error("1", {{"attach", {{{"MESSAGE", std::string(60'000, 'x')}}}}}) == "ATTACH_OVERSIZE");
  desk.send("1", {{"attach", {{{"MESSAGE", std::string(59'000, 'x')}}}}});
}

TEST_CASE("messages are forwarded once under their uuid") {
  Desk desk;
  const auto bot = desk.make_bot("a");
  desk.chat({bot});
  const auto source = desk.say(1, "chat1", "[USER=" + std::to_string(bot) + "]b[/USER] original");
  const auto sent = desk.send("1", {{"forwardIds", {{uuid, source}}}});
  const auto forwarded = desk.message(sent["uuidMap"][uuid]);
  CHECK(sent["id"] == forwarded.id);
  CHECK(forwarded.text == desk.message(source).text);
  const auto from = Json::parse(forwarded.forward);
  CHECK(from["userId"] == 1);
  CHECK(from["chatId"] == 1);
  CHECK(from["id"] == "chat1/" + std::to_string(source));
  CHECK(desk.send("1", {{"forwardIds", {{uuid, source}}}}) == sent);

  const auto both = desk.send("1", {{"message", "see"}, {"forwardIds", {{uuid2, source}}}});
  CHECK(desk.message(both["id"]).text == "see");
  CHECK(both["uuidMap"].size() == 1);
}

TEST_CASE("a hundred messages are forwarded at most and only readable ones") {
  Desk desk;
  const auto bot = desk.make_bot("a");
  desk.chat({});
  const auto hidden = desk.say(1, "chat1", "hidden");
  CHECK(desk.send_error("1", {{"forwardIds", {{uuid, hidden}}}}) == "ACCESS_DENIED");
  const auto source = desk.say(1, std::to_string(bot), "x");
  Json many = Json::object();
  for (int i = 0; i < 100; ++i) many[std::to_string(1000 + i)] = source;
  CHECK(desk.send("1", {{"forwardIds", many}})["uuidMap"].size() == 100);
  many["more"] = source;
  CHECK(desk.send_error("1", {{"forwardIds", many}}) == "SENDING_FAILED");
}

TEST_CASE("the observer hears what bots post and nothing else") {
  Desk desk;
  const auto bot = desk.make_bot("a");
  std::vector<std::string> heard;
  desk.portal.on_message([&](const luabot::emulator::Message& message) { heard.push_back(message.text); });
  desk.say(1, std::to_string(bot), "person");
  desk.send("1", {{"message", "bot"}});
  desk.send("1", {{"message", "system"}, {"system", true}});
  CHECK(heard == std::vector<std::string>{"bot", "system"});
}
