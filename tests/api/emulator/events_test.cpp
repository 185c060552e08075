#include "tests/api/emulator/desk.h"

using luabot::Json;
using luabot::test::Desk;
using namespace std::chrono_literals;
using Types = std::vector<std::string>;

namespace {
const char* const get = "imbot.v2.Event.get";
std::string mention(luabot::emulator::Id bot) {
  return "[user=" + std::to_string(bot) + "]bot[/user] hi";
}
}  // namespace

TEST_CASE("the first private message opens the dialog") {
  Desk desk;
  const auto bot = std::to_string(desk.make_bot("a"));
  desk.say(7, bot, "one");
  desk.say(7, bot, "two");
  CHECK(desk.event_types() == Types{"ONIMBOTV2JOINCHAT", "ONIMBOTV2MESSAGEADD", "ONIMBOTV2MESSAGEADD"});
  const auto join = desk.events()[0]["data"];
  CHECK(join["dialogId"] == "7");
  CHECK(join["user"]["name"] == "User 7");
  const auto added = desk.events()[1]["data"];
  CHECK(added["message"]["text"] == "one");
  CHECK(added["chat"]["dialogId"] == "7");
  CHECK(added["chat"]["type"] == "private");
  CHECK(added["language"] == "en");
  CHECK(added["bot"]["countMessage"] == 1);
}

TEST_CASE("in a group an ordinary bot hears only mentions and a supervisor all") {
  for (const char* type : {"bot", "openline", "supervisor", "personal"}) {
    INFO(type);
    Desk desk;
    const auto bot = desk.make_bot("a", type);
    desk.chat({bot});
    desk.say(7, "chat1", "to nobody");
    desk.say(7, "chat1", "[USER=" + std::to_string(bot) + "9]other[/USER]");
    desk.say(7, "chat1", mention(bot));
    const bool all = std::string(type) == "supervisor" || std::string(type) == "personal";
    CHECK(desk.event_types().size() == (all ? 4 : 2));
    CHECK(desk.events()[0]["type"] == "ONIMBOTV2JOINCHAT");
    CHECK(desk.events()[0]["data"]["user"]["id"] == 1);
  }
}

TEST_CASE("a bot outside of a chat hears nothing and its own messages neither") {
  Desk desk;
  const auto bot = desk.make_bot("a", "supervisor");
  desk.chat({});
  desk.say(1, "chat1", mention(bot));
  CHECK(desk.events().empty());
  desk.send("1", {{"message", "x"}});
  CHECK(desk.events().empty());
}

TEST_CASE("offset confirms and deletes what is below it") {
  Desk desk;
  const auto bot = std::to_string(desk.make_bot("a"));
  CHECK(desk.result(get, desk.bot) == Json::parse(R"({"events":[],"nextOffset":0,"hasMore":false})"));
  for (int i = 0; i < 4; ++i) desk.say(7, bot, "x");
  auto page = desk.result(get, desk.with({{"limit", 2}}));
  CHECK(page["events"].size() == 2);
  CHECK(page["hasMore"] == true);
  const int next = page["nextOffset"];
  CHECK(next == page["events"][1]["eventId"].get<int>() + 1);
  CHECK(desk.events().size() == 5);
  page = desk.result(get, desk.with({{"offset", next}, {"limit", 3}}));
  CHECK(page["events"][0]["eventId"] == next);
  CHECK(page["hasMore"] == true);
  CHECK(desk.events().size() == 3);
  const int last = page["nextOffset"];
  page = desk.result(get, desk.with({{"offset", last}}));
  CHECK(page["events"].empty());
  CHECK(page["nextOffset"] == last);
  CHECK(page["hasMore"] == false);
  CHECK(desk.events().empty());
}

TEST_CASE("the page has a hundred events unless told and a thousand at most") {
  Desk desk;
  const auto bot = desk.make_bot("a");
  for (int i = 0; i < 1001; ++i) REQUIRE(desk.portal.push_event(bot, "ONX", "{}").ok());
  const auto size = [&](const Json& more) { return desk.result(get, desk.with(more))["events"].size(); };
  CHECK(size(Json::object()) == 100);
  CHECK(size({{"limit", 5000}}) == 1000);
  CHECK(size({{"limit", 0}}) == 1);
}

TEST_CASE("an unconfirmed event lives for a day") {
  Desk desk;
  const auto bot = desk.make_bot("a");
  REQUIRE(desk.portal.push_event(bot, "ONOLD", "{}").ok());
  desk.loop.advance(23h);
  REQUIRE(desk.portal.push_event(bot, "ONNEW", R"({"a":{}})").ok());
  CHECK(desk.event_types() == Types{"ONOLD", "ONNEW"});
  desk.loop.advance(1h);
  CHECK(desk.event_types() == Types{"ONNEW"});
  desk.portal.shift_clock(23LL * 3600 * 1000);
  CHECK(desk.event_types().empty());
}

TEST_CASE("user events need their scope and a subscription") {
  Desk desk;
  desk.make_bot("a");
  CHECK(desk.error(get, desk.with({{"withUserEvents", true}})) == "USER_NOT_SUBSCRIBED");
  Desk narrow({.scopes = {"imbot"}});
  narrow.make_bot("a");
  CHECK(narrow.error(get, narrow.with({{"withUserEvents", "Y"}})) == "SCOPE_ERROR");
  CHECK(narrow.error("im.dialog.messages.get", {{"DIALOG_ID", "1"}}) == "insufficient_scope");
}

TEST_CASE("a raw event needs a bot that fetches and JSON") {
  Desk desk;
  const auto bot = desk.make_bot("a");
  CHECK_FALSE(desk.portal.push_event(99, "ONX", "{}").ok());
  CHECK_FALSE(desk.portal.push_event(bot, "ONX", "{").ok());
}
