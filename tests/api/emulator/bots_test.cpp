#include "tests/api/emulator/desk.h"

using luabot::Json;
using luabot::test::Desk;

namespace {
Json fields(const Json& more) {
  Json out = {{"code", "a"}, {"botToken", "tok"}, {"properties", {{"name", "A"}}}};
  for (const auto& [key, value] : more.items()) {
    if (value.is_null()) {
      out.erase(key);
    } else {
      out[key] = value;
    }
  }
  return {{"fields", out}};
}
const char* const reg = "imbot.v2.Bot.register";
}  // namespace

TEST_CASE("a registered bot is shown with its user") {
  Desk desk;
  const auto made = desk.result(reg, fields({{"type", "supervisor"},
                                             {"backgroundId", "mint"},
                                             {"isHidden", "Y"},
                                             {"isReactionsEnabled", 0},
                                             {"properties",
                                              {{"name", "Support"},
                                               {"lastName", "Bot"},
                                               {"workPosition", "AI"},
                                               {"color", "green"},
                                               {"gender", "F"}}}}));
  const auto& bot = made["bot"];
  CHECK(bot["type"] == "supervisor");
  CHECK(bot["backgroundId"] == "mint");
  CHECK(bot["isHidden"] == true);
  CHECK(bot["isReactionsEnabled"] == false);
  CHECK(bot["eventMode"] == "fetch");
  const auto& user = made["users"][0];
  CHECK(user["id"] == bot["id"]);
  CHECK(user["name"] == "Support Bot");
  CHECK(user["color"] == "#64a513");
  CHECK(user["gender"] == "F");
  CHECK(user["bot"] == true);
}

TEST_CASE("registering a known code gives the same bot unchanged") {
  Desk desk;
  const auto first = desk.result(reg, fields({}));
  const auto again = desk.result(reg, fields({{"type", "personal"}, {"properties", {{"name", "Other"}}}}));
  CHECK(again["bot"] == first["bot"]);
  CHECK(again["users"][0]["name"] == "A");
  CHECK(desk.error(reg, fields({{"botToken", "other"}})) == "BOT_CODE_ALREADY_TAKEN");
}

TEST_CASE("the bot token may stand at the top and may have forty characters") {
  Desk desk;
  auto params = fields({{"botToken", nullptr}});
  CHECK(desk.error(reg, params) == "BOT_TOKEN_NOT_SPECIFIED");
  params["botToken"] = std::string(40, 'x');
  desk.result(reg, params);
  params["botToken"] = std::string(41, 'x');
  CHECK(desk.error(reg, params) == "BOT_TOKEN_INVALID_LENGTH");
}

TEST_CASE("each refusal of a registration") {
  Desk desk;
  CHECK(desk.error(reg, fields({{"code", nullptr}})) == "BOT_CODE_REQUIRED");
  CHECK(desk.error(reg, fields({{"properties", nullptr}})) == "BOT_PROPERTIES_REQUIRED");
  CHECK(desk.error(reg, fields({{"type", "robot"}})) == "BOT_INVALID_TYPE");
  CHECK(desk.error(reg, fields({{"eventMode", "push"}})) == "BOT_INVALID_EVENT_MODE");
  CHECK(desk.error(reg, fields({{"eventMode", "webhook"}})) == "BOT_WEBHOOK_URL_REQUIRED");
  CHECK(desk.error(reg, fields({{"eventMode", "webhook"}, {"webhookUrl", "nowhere"}})) ==
        "BOT_INVALID_CALLBACK");
  const auto avatar = [](const char* data) {
    return fields({{"properties", {{"name", "A"}, {"avatar", data}}}});
  };
  CHECK(desk.error(reg, avatar("aGVsbG8=")) == "BOT_AVATAR_INCORRECT_TYPE");
  CHECK(desk.error(reg, avatar("data:image/png;base64,iVBORw0KGgo=")) == "BOT_AVATAR_INCORRECT_TYPE");
  // A PNG header of 5001 x 1 pixels, then one of 1 x 1.
  CHECK(desk.error(reg, avatar("iVBORw0KGgoAAAANSUhEUgAAE4kAAAAB")) == "BOT_AVATAR_INCORRECT_SIZE");
  desk.result(reg, avatar("iVBORw0KGgoAAAANSUhEUgAAAAEAAAAB"));
}

TEST_CASE("an application has a hundred bots at most") {
  Desk desk;
  for (int i = 0; i < 100; ++i) desk.result(reg, fields({{"code", std::to_string(i)}}));
  CHECK(desk.error(reg, fields({{"code", "more"}})) == "BOT_LIMIT_EXCEEDED");
  desk.result(reg, fields({{"code", "more"}, {"botToken", "other"}}));
}

TEST_CASE("a bot is found by id and code and others see less of it") {
  Desk desk;
  const auto id = desk.make_bot("a");
  const char* get = "imbot.v2.Bot.get";
  CHECK(desk.result(get, desk.bot)["bot"]["moduleId"] == "rest");
  CHECK(desk.result(get, {{"botToken", "tok-a"}, {"code", "a"}})["bot"]["id"] == id);
  const auto brief = desk.result(get, {{"botToken", "other"}, {"botId", id}})["bot"];
  CHECK_FALSE(brief.contains("moduleId"));
  CHECK_FALSE(brief.contains("countMessage"));
  CHECK(desk.error(get, {{"botId", id}}) == "BOT_TOKEN_NOT_SPECIFIED");
  CHECK(desk.error(get, {{"botToken", "x"}}) == "PARAMS_REQUIRED");
  CHECK(desk.error(get, {{"botToken", "x"}, {"botId", 5}}) == "BOT_NOT_FOUND");
}

TEST_CASE("a bot is updated and its token rotated") {
  Desk desk;
  desk.make_bot("a");
  const char* update = "imbot.v2.Bot.update";
  const auto change = [&](const Json& more) { return desk.with({{"fields", more}}); };
  const auto made =
      desk.result(update, change({{"properties", {{"name", "New"}}}, {"backgroundId", "nonsense"}}));
  CHECK(made["users"][0]["name"] == "New");
  CHECK(made["bot"]["backgroundId"].is_null());
  CHECK(desk.error(update, change({{"eventMode", "x"}})) == "BOT_INVALID_EVENT_MODE");
  CHECK(desk.error(update, change({{"eventMode", "webhook"}})) == "BOT_INVALID_CALLBACK");
  CHECK(desk.error(update, change({{"properties", {{"avatar", "!"}}}})) == "BOT_AVATAR_INCORRECT_TYPE");
  CHECK(desk.error(update, change({{"botToken", std::string(41, 'x')}})) == "BOT_TOKEN_ROTATION_FAILED");
  desk.result(update, change({{"botToken", "fresh"}}));
  CHECK(desk.error(update, change({})) == "BOT_OWNERSHIP_ERROR");
  desk.bot["botToken"] = "fresh";
  desk.result(update, change({{"eventMode", "webhook"}, {"webhookUrl", "https://example.com/hook"}}));
  desk.say(7, std::to_string(desk.bot["botId"].get<int>()), "hi");
  CHECK(desk.events().empty());
}

TEST_CASE("the list shows the bots of the token page by page") {
  Desk desk;
  for (const char* code : {"a", "b", "c"}) {
    desk.result(reg, fields({{"code", code}, {"type", *code == 'b' ? "personal" : "bot"}}));
  }
  const char* list = "imbot.v2.Bot.list";
  CHECK(desk.result(list, {{"botToken", "tok"}})["bots"].size() == 3);
  const auto page = desk.result(list, {{"botToken", "tok"}, {"limit", 2}});
  CHECK(page["bots"].size() == 2);
  CHECK(page["users"].size() == 2);
  CHECK(page["hasNextPage"] == true);
  const auto rest = desk.result(list, {{"botToken", "tok"}, {"limit", 2}, {"offset", 2}});
  CHECK(rest["bots"][0]["code"] == "c");
  CHECK(rest["hasNextPage"] == false);
  CHECK(desk.result(list, {{"botToken", "tok"}, {"filter", {{"type", "personal"}}}})["bots"][0]["code"] ==
        "b");
  CHECK(desk.result(list, {{"botToken", "tok"}, {"filter", {{"type", "x"}}}})["bots"].empty());
  CHECK(desk.result(list, {{"botToken", "nobody"}})["bots"].empty());
  CHECK(desk.error(list, Json::object()) == "BOT_TOKEN_NOT_SPECIFIED");
}

TEST_CASE("an unregistered bot is gone") {
  Desk desk;
  const auto id = desk.make_bot("a");
  desk.say(7, std::to_string(id), "hi");
  CHECK(desk.result("imbot.v2.Bot.unregister", desk.bot) == Json{{"result", true}});
  CHECK(desk.error("imbot.v2.Bot.unregister", desk.bot) == "BOT_NOT_FOUND");
  CHECK(desk.make_bot("a") != id);
}

TEST_CASE("every bot method checks token and id and owner in this order") {
  Desk desk;
  const auto id = desk.make_bot("a");
  for (const char* method :
       {"imbot.v2.Bot.update", "imbot.v2.Bot.unregister", "imbot.v2.Chat.get", "imbot.v2.Chat.Message.send",
        "imbot.v2.Chat.Message.get", "imbot.v2.Chat.Message.getContext", "imbot.v2.Event.get",
        "imbot.v2.Command.register", "imbot.v2.Command.list", "imbot.v2.Command.answer",
        "imbot.v2.Command.update", "imbot.v2.Command.unregister"}) {
    INFO(method);
    CHECK(desk.error(method, {{"botId", id}}) == "BOT_TOKEN_NOT_SPECIFIED");
    CHECK(desk.error(method, {{"botToken", "x"}}) == "BOT_ID_REQUIRED");
    CHECK(desk.error(method, {{"botToken", "x"}, {"botId", 99}}) == "BOT_NOT_FOUND");
    CHECK(desk.error(method, {{"botToken", "x"}, {"botId", id}}) == "BOT_OWNERSHIP_ERROR");
    CHECK(desk.status == 403);
  }
}
