#include "tests/api/emulator/desk.h"

using luabot::Json;
using luabot::emulator::Id;
using luabot::test::Desk;
using Types = std::vector<std::string>;

namespace {
const Json yes = {{"result", true}};
const char* const update = "imbot.v2.Chat.Message.update";
const char* const erase = "imbot.v2.Chat.Message.delete";
const char* const read_to = "imbot.v2.Chat.Message.read";
const char* const react = "imbot.v2.Chat.Message.Reaction.add";
const char* const unreact = "imbot.v2.Chat.Message.Reaction.delete";

Json of(const Desk& desk, Id message, const Json& more = Json::object()) {
  auto out = desk.with({{"messageId", message}});
  out.update(more);
  return out;
}
/// The chat of the bot registered last, without the event of its coming.
Id room(Desk& desk, Id bot) {
  const auto chat = desk.chat({bot});
  desk.result("imbot.v2.Event.get", desk.with({{"offset", 1'000'000}}));
  return chat;
}
}  // namespace

TEST_CASE("a bot edits its message part by part") {
  Desk desk;
  const auto bot = desk.make_bot("a");
  room(desk, bot);
  const Id id = desk.send("chat1", {{"message", "one"},
                                    {"attach", {{{"MESSAGE", "m"}}}},
                                    {"keyboard", {{{"TEXT", "Go"}, {"COMMAND", "go"}}}}})["id"];
  const auto change = [&](const Json& fields) {
    CHECK(desk.result(update, of(desk, id, {{"fields", fields}})) == yes);
    return Json::parse(desk.message(id).params);
  };
  auto params = change({{"message", " two "}});
  CHECK(desk.message(id).text == "two");
  CHECK(desk.message(id).edited);
  CHECK(params["IS_EDITED"] == "Y");
  CHECK(params["KEYBOARD"][0]["BOT_ID"] == bot);
  CHECK(params.contains("ATTACH"));
  CHECK_FALSE(change({{"keyboard", "N"}}).contains("KEYBOARD"));
  CHECK(desk.message(id).text == "two");
  CHECK(change({{"keyboard", {{{"TEXT", "On"}, {"LINK", "https://x"}}}}})["KEYBOARD"][0]["TEXT"] == "On");
  CHECK_FALSE(change({{"attach", Json::array()}}).contains("ATTACH"));
  CHECK(change({{"urlPreview", "N"}})["URL_PREVIEW"] == "N");
  CHECK(desk.events().empty());  // bots do not hear themselves
  CHECK(desk.error(update, of(desk, id, {{"fields", {{"attach", "x"}}}})) == "ATTACH_ERROR");
  CHECK(desk.error(update,
                   of(desk, id, {{"fields", {{"attach", {{{"MESSAGE", std::string(61'000, 'x')}}}}}}})) ==
        "ATTACH_OVERSIZE");
}

TEST_CASE("a bot edits no message of another and none that is gone") {
  Desk desk;
  const auto bot = desk.make_bot("a");
  room(desk, bot);
  const auto fields = Json{{"fields", {{"message", "x"}}}};
  CHECK(desk.error(update, of(desk, desk.say(1, "chat1", "mine"), fields)) == "ACCESS_DENIED");
  CHECK(desk.error(update, of(desk, 99, fields)) == "ACCESS_DENIED");
  const Id id = desk.send("chat1", {{"message", "x"}})["id"];
  desk.result(erase, of(desk, id));
  CHECK(desk.error(update, of(desk, id, fields)) == "ACCESS_DENIED");
  desk.make_bot("b");
  CHECK(desk.error(update, of(desk, 1, fields)) == "ACCESS_DENIED");
}

TEST_CASE("a deleted message keeps its place unless it goes completely") {
  Desk desk;
  const auto bot = desk.make_bot("a", "supervisor");
  room(desk, bot);
  const Id one = desk.send("chat1", {{"message", "one"}})["id"];
  const Id two = desk.send("chat1", {{"message", "two"}})["id"];
  REQUIRE(desk.portal.react(1, one, "like").ok());
  CHECK(desk.result(erase, of(desk, one)) == yes);
  CHECK(desk.message(one).deleted);
  CHECK(desk.message(one).text.empty());
  CHECK(desk.message(one).reactions.empty());
  CHECK(Json::parse(desk.message(one).params) == Json{{"IS_DELETED", "Y"}});
  CHECK(desk.result(erase, of(desk, two, {{"complete", "Y"}})) == yes);
  CHECK(desk.portal.find_message(two) == nullptr);
  CHECK(desk.error("imbot.v2.Chat.Message.get", of(desk, two)) == "MESSAGE_NOT_FOUND");
  CHECK(desk.error(erase, of(desk, two)) == "ACCESS_DENIED");
  CHECK(desk.portal.messages(1, "chat1")->size() == 1);
  const Id three = desk.send("chat1", {{"message", "three"}})["id"];
  CHECK(three == two + 1);  // an id is not given twice
}

TEST_CASE("a bot deletes messages of others only where it administers") {
  Desk desk;
  const auto bot = desk.make_bot("a");
  room(desk, bot);
  const auto id = desk.say(7, "chat1", "x");
  CHECK(desk.error(erase, of(desk, id)) == "ACCESS_DENIED");
  desk.result("imbot.v2.Chat.add", desk.with({{"fields", {{"userIds", {7}}}}}));
  CHECK(desk.result(erase, of(desk, desk.say(7, "chat2", "x"))) == yes);
  CHECK(desk.error(erase, of(desk, desk.say(7, std::to_string(bot), "x"))) == "ACCESS_DENIED");
}

TEST_CASE("a reaction is given once and replaces another") {
  Desk desk;
  const auto bot = desk.make_bot("a");
  room(desk, bot);
  const auto id = desk.say(7, "chat1", "x");
  const auto with = [&](const char* name) { return of(desk, id, {{"reaction", name}}); };
  CHECK(desk.result(react, with("like")) == yes);
  CHECK(desk.message(id).reactions.at("like") == std::vector<Id>{bot});
  CHECK(desk.error(react, with("like")) == "REACTION_ALREADY_SET");
  CHECK(desk.error(react, with("shrug")) == "REACTION_NOT_FOUND");
  CHECK(desk.error(unreact, with("fire")) == "REACTION_NOT_FOUND");
  REQUIRE(desk.portal.react(7, id, "like").ok());
  CHECK(desk.result(react, with("fire")) == yes);
  CHECK(desk.message(id).reactions.at("like") == std::vector<Id>{7});
  CHECK(desk.result(unreact, with("fire")) == yes);
  CHECK(desk.message(id).reactions.count("fire") == 0);
  REQUIRE(desk.portal.remove(7, id).ok());
  CHECK(desk.error(react, with("like")) == "ACCESS_DENIED");
  desk.chat({});
  const auto elsewhere = desk.say(1, "chat2", "x");
  CHECK(desk.error(react, of(desk, elsewhere, {{"reaction", "like"}})) == "ACCESS_DENIED");
  CHECK(desk.error(unreact, of(desk, elsewhere, {{"reaction", "like"}})) == "ACCESS_DENIED");
}

TEST_CASE("reading marks what came from others and never goes back") {
  Desk desk;
  const auto bot = desk.make_bot("a");
  room(desk, bot);
  const auto one = desk.say(7, "chat1", "1");
  const auto two = desk.say(1, "chat1", "2");
  const auto three = desk.say(7, "chat1", "3");
  const auto read = [&](const Json& more) {
    auto params = desk.with({{"dialogId", "chat1"}});
    params.update(more);
    return desk.result(read_to, params);
  };
  CHECK(read({{"messageId", two}}) ==
        Json{{"chatId", 1}, {"lastId", two}, {"counter", 1}, {"viewedMessages", {one, two}}});
  CHECK(read({{"messageId", one}}) ==
        Json{{"chatId", 1}, {"lastId", two}, {"counter", 1}, {"viewedMessages", Json::array()}});
  CHECK(desk.result("imbot.v2.Chat.get", desk.with({{"dialogId", "chat1"}}))["chat"]["unreadId"] == three);
  CHECK(read(Json::object())["viewedMessages"] == Json{three});
  CHECK(desk.error(read_to, desk.with({{"dialogId", "chat1"}, {"messageId", 99}})) == "MESSAGE_NOT_FOUND");
  CHECK(desk.portal.read(7, "chat1").ok());
  CHECK_FALSE(desk.portal.read(8, "chat1").ok());
}

TEST_CASE("a bot hears of edits and deletions and reactions by what it may see") {
  for (const char* type : {"bot", "openline", "supervisor", "personal"}) {
    INFO(type);
    const bool all = std::string(type) == "supervisor" || std::string(type) == "personal";
    Desk desk;
    const auto bot = desk.make_bot("a", type);
    room(desk, bot);
    const auto plain = desk.say(7, "chat1", "plain");
    const auto named = desk.say(7, "chat1", "[USER=" + std::to_string(bot) + "]a[/USER]");
    const Id own = desk.send("chat1", {{"message", "mine"}})["id"];
    desk.result("imbot.v2.Event.get", desk.with({{"offset", 1'000'000}}));
    for (const auto id : {plain, named}) {
      REQUIRE(desk.portal.react(1, id, "like").ok());
      REQUIRE(desk.portal.edit(7, id, desk.message(id).text + "!").ok());
      REQUIRE(desk.portal.remove(7, id).ok());
    }
    REQUIRE(desk.portal.react(1, own, "like").ok());
    Types expected;
    for (int i = all ? 0 : 1; i < 2; ++i) {
      expected.insert(expected.end(),
                      {"ONIMBOTV2REACTIONCHANGE", "ONIMBOTV2MESSAGEUPDATE", "ONIMBOTV2MESSAGEDELETE"});
    }
    expected.emplace_back("ONIMBOTV2REACTIONCHANGE");
    CHECK(desk.event_types() == expected);
  }
}

TEST_CASE("events of changes have the documented fields") {
  Desk desk;
  const auto bot = desk.make_bot("a");
  const auto dialog = std::to_string(bot);
  const auto id = desk.say(7, dialog, "x");
  REQUIRE(desk.portal.edit(7, id, "y").ok());
  REQUIRE(desk.portal.react(7, id, "redHeart").ok());
  REQUIRE(desk.portal.react(7, id, "redHeart", false).ok());
  REQUIRE(desk.portal.remove(7, id).ok());
  REQUIRE(desk.portal.send_context(7, bot, R"({"entityType":"task","entityId":164})").ok());
  const auto events = desk.events();
  REQUIRE(events.size() == 7);
  const auto data = [&](std::size_t i) { return events[i]["data"]; };
  CHECK(data(2)["message"]["text"] == "y");
  CHECK(data(3)["reaction"] == "redHeart");
  CHECK(data(3)["action"] == "add");
  CHECK(data(3)["message"]["id"] == id);
  CHECK(data(4)["action"] == "delete");
  CHECK(data(5)["messageId"] == id);
  CHECK_FALSE(data(5).contains("message"));
  CHECK(events[6]["type"] == "ONIMBOTV2CONTEXTGET");
  CHECK(data(6)["context"]["entityId"] == 164);
  CHECK(data(6)["dialogId"] == "7");
  for (const auto& event : events) {
    for (const char* name : {"bot", "chat", "user", "language"}) CHECK(event["data"].contains(name));
    CHECK(event["data"]["user"]["id"] == 7);
  }
}

TEST_CASE("a deleted bot fetches its farewell and is gone when it has confirmed it") {
  for (const bool by_itself : {true, false}) {
    Desk desk;
    const auto bot = desk.make_bot("a");
    if (by_itself) {
      desk.result("imbot.v2.Bot.unregister", desk.bot);
    } else {
      REQUIRE(desk.portal.remove_bot(bot).ok());
    }
    const auto page = desk.result("imbot.v2.Event.get", desk.bot);
    REQUIRE(page["events"].size() == 1);
    CHECK(page["events"][0]["type"] == "ONIMBOTV2DELETE");
    CHECK(page["events"][0]["data"]["bot"]["code"] == "a");
    CHECK(desk.error("imbot.v2.Chat.get", desk.with({{"dialogId", "1"}})) == "BOT_NOT_FOUND");
    CHECK(desk.error("imbot.v2.Event.get", {{"botId", bot}, {"botToken", "x"}}) == "BOT_NOT_FOUND");
    CHECK(desk.error("imbot.v2.Event.get", desk.with({{"offset", page["nextOffset"]}})) == "BOT_NOT_FOUND");
    CHECK(desk.error("imbot.v2.Event.get", desk.bot) == "BOT_NOT_FOUND");
  }
}

TEST_CASE("people cannot do what the portal would not let them") {
  Desk desk;
  const auto bot = desk.make_bot("a");
  desk.portal.add_user(7, "Ann");
  REQUIRE(desk.portal.add_chat({.owner = 7, .members = {bot, 8}}).ok());
  const auto id = desk.say(7, "chat1", "x");
  CHECK_FALSE(desk.portal.edit(8, id, "y").ok());
  CHECK_FALSE(desk.portal.remove(8, id).ok());
  CHECK_FALSE(desk.portal.react(1, id, "like").ok());
  CHECK_FALSE(desk.portal.react(8, id, "shrug").ok());
  CHECK_FALSE(desk.portal.react(8, id, "like", false).ok());
  CHECK(desk.portal.remove(7, desk.say(8, "chat1", "y")).ok());  // the owner may
  CHECK(desk.portal.leave(8, 1).ok());
  CHECK_FALSE(desk.portal.leave(8, 1).ok());
  CHECK_FALSE(desk.portal.send_context(7, 99, "{}").ok());
  CHECK_FALSE(desk.portal.send_context(7, bot, "[]").ok());
  desk.result("imbot.v2.Bot.update", desk.with({{"fields", {{"isReactionsEnabled", false}}}}));
  const Id own = desk.send("chat1", {{"message", "x"}})["id"];
  CHECK_FALSE(desk.portal.react(7, own, "like").ok());
}
