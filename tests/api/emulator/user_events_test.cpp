#include "tests/api/emulator/desk.h"

using luabot::Json;
using luabot::test::Desk;
using namespace std::chrono_literals;
using Types = std::vector<std::string>;

namespace {
const char* const get = "im.v2.Event.get";

Json page(Desk& desk, const Json& params = Json::object()) {
  return desk.result(get, params);
}
Types types(const Json& events) {
  Types out;
  for (const auto& event : events) out.push_back(event["type"]);
  return out;
}
void subscribe(Desk& desk) {
  CHECK(desk.result("im.v2.Event.subscribe", Json::object()) == true);
}
}  // namespace

TEST_CASE("a subscriber gets what happens in the chats of the webhook's user") {
  Desk desk;
  const auto bot = desk.make_bot("a");
  desk.chat({7, bot});
  desk.say(7, "chat1", "before");
  CHECK(page(desk)["events"].empty());
  subscribe(desk);
  subscribe(desk);  // a second time changes nothing
  const auto id = desk.say(7, "chat1", "x");
  REQUIRE(desk.portal.edit(7, id, "y").ok());
  REQUIRE(desk.portal.react(7, id, "like").ok());
  REQUIRE(desk.portal.remove(7, id).ok());
  desk.send("chat1", {{"message", "of a bot"}});
  REQUIRE(desk.portal.add_chat({.owner = 7, .members = {}}).ok());
  desk.say(7, "chat2", "not for the user");
  REQUIRE(desk.portal.add_member(2, 1, 7).ok());
  const auto events = page(desk)["events"];
  CHECK(types(events) == Types{"ONIMV2MESSAGEADD", "ONIMV2MESSAGEUPDATE", "ONIMV2REACTIONCHANGE",
                               "ONIMV2MESSAGEDELETE", "ONIMV2MESSAGEADD", "ONIMV2JOINCHAT"});
  for (const auto& event : events) {
    CHECK_FALSE(event["data"].contains("bot"));
    for (const char* name : {"chat", "user", "language"}) CHECK(event["data"].contains(name));
  }
  CHECK(events[1]["data"]["message"]["text"] == "y");
  CHECK(events[2]["data"]["action"] == "add");
  CHECK(events[3]["data"]["messageId"] == id);
  CHECK(events[4]["data"]["user"]["id"] == bot);
  CHECK(events[5]["data"]["dialogId"] == "chat2");
  CHECK(events[5]["data"]["user"]["id"] == 7);
}

TEST_CASE("user events are confirmed by the offset and live for a day") {
  Desk desk;
  desk.chat({7});
  subscribe(desk);
  for (int i = 0; i < 3; ++i) desk.say(7, "chat1", "x");
  const auto first = page(desk, {{"limit", 2}});
  CHECK(first["events"].size() == 2);
  CHECK(first["hasMore"] == true);
  CHECK(page(desk, {{"limit", 2}}) == first);
  const auto rest = page(desk, {{"offset", first["nextOffset"]}});
  CHECK(rest["events"].size() == 1);
  CHECK(rest["hasMore"] == false);
  CHECK(page(desk, {{"offset", 0}})["events"].size() == 1);
  desk.portal.shift_clock(24LL * 60 * 60 * 1000);
  CHECK(page(desk)["events"].empty());
  CHECK(page(desk, {{"offset", 9}})["nextOffset"] == 9);
  desk.say(7, "chat1", "x");
  CHECK(desk.result("im.v2.Event.unsubscribe", Json::object()) == true);
  CHECK(page(desk)["events"].empty());
  subscribe(desk);
  CHECK(page(desk)["events"].empty());
  CHECK(desk.error(get, {{"limit", "x"}}) == "ERROR_ARGUMENT");
}

TEST_CASE("a bot fetches the user's events along with its own in the order they happened") {
  Desk desk;
  const auto bot = desk.make_bot("a", "supervisor");
  desk.chat({7, bot});
  const auto both = [&](const Json& more) {
    auto params = desk.with({{"withUserEvents", true}});
    params.update(more);
    return desk.ask("imbot.v2.Event.get", params);
  };
  CHECK(both(Json::object())["error"] == "USER_NOT_SUBSCRIBED");
  subscribe(desk);
  desk.say(7, "chat1", "one");
  desk.say(7, "chat1", "two");
  const auto result = both(Json::object())["result"];
  CHECK(types(result["events"]) == Types{"ONIMBOTV2JOINCHAT", "ONIMV2MESSAGEADD", "ONIMBOTV2MESSAGEADD",
                                         "ONIMV2MESSAGEADD", "ONIMBOTV2MESSAGEADD"});
  const auto next = both({{"limit", 2}})["result"];
  CHECK(next["hasMore"] == true);
  CHECK(both({{"offset", next["nextOffset"]}})["result"]["events"].size() == 3);
  CHECK(page(desk)["events"].size() == 1);  // confirmed there too
  CHECK(desk.events().size() == 2);
}

TEST_CASE("the codes that no state brings about come by faults") {
  Desk desk;
  for (const auto& [method, code] : std::vector<std::pair<std::string, std::string>>{
           {"imbot.v2.File.upload", "FILE_UPLOAD_FAILED"},
           {"im.v2.File.upload", "FOLDER_ERROR"},
           {"im.v2.File.upload", "UPLOAD_FAILED"},
           {"imbot.v2.Event.get", "AUTH_ERROR"},
           {"imbot.v2.Bot.unregister", "BOT_UNREGISTER_FAILED"},
           {"imbot.v2.Bot.register", "BOT_REGISTER_FAILED"},
           {"imbot.v2.Command.register", "COMMAND_REGISTER_FAILED"}}) {
    REQUIRE(desk.portal.faults().set({{.match = method, .kinds = {"error"}, .code = code}}).ok());
    std::string body;
    desk.portal.serve({.user = "1",
                       .token = desk.portal.options().token,
                       .method = method,
                       .params = "{}",
                       .peer = "10.0.0.1"},
                      [&](const luabot::emulator::Answer& answer) { body = answer.body; });
    CHECK(Json::parse(body)["error"] == code);
  }
}
