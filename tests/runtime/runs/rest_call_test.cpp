#include "runtime/runs/rest_call.h"

#include <catch2/catch.hpp>
#include <nlohmann/json.hpp>

using namespace luabot;
using namespace std::chrono_literals;
using catalog::Repeat;

namespace {

constexpr const char* send = "imbot.v2.Chat.Message.send";
constexpr const char* event = "portal.example/echo/100";
const BotIdentity bot{"portal.example", "echo", 1, 9, Secret("bot-token-3141592")};

Result<RestCall> prepare(const std::string& method, const std::string& params,
                         const std::string& options = {}, std::uint32_t step = 0,
                         const std::string& of = event) {
  return prepare_rest_call({1, step, "b24", method, params, options, "main.lua:1"}, bot, of);
}

Json params_of(const Result<RestCall>& made) {
  REQUIRE(made.ok());
  return Json::parse(made->call.params);
}

std::string template_of(const std::string& fields, std::uint32_t step = 0, const std::string& of = event) {
  const auto params = params_of(
      prepare(send, R"({"dialogId":"chat5","fields":{"message":"hi")" + fields + "}}", {}, step, of));
  return params["fields"].value("templateId", "");
}

Error error_of(const Result<RestCall>& made) {
  REQUIRE_FALSE(made.ok());
  return made.error();
}

}  // namespace

TEST_CASE("the bot and its token are filled in") {
  const auto params = params_of(prepare("imbot.v2.Bot.get", "{}"));
  CHECK(params["botId"] == 9);
  CHECK(params["botToken"] == "bot-token-3141592");
}

TEST_CASE("a bot or token that the script gives is kept") {
  CHECK(params_of(prepare("imbot.v2.Bot.get", R"({"botId":4})"))["botId"] == 4);
  const auto upper = params_of(prepare("imbot.v2.Bot.get", R"({"BOT_ID":4,"BOT_TOKEN":"other"})"));
  CHECK(upper["botId"] == 4);
  CHECK(upper["botToken"] == "other");
}

TEST_CASE("a bot that is asked for by its code is not named by an id too") {
  for (const char* params : {R"({"code":"echo"})", R"({"CODE":"echo"})"}) {
    const auto asked = params_of(prepare("imbot.v2.Bot.get", params));
    CHECK_FALSE(asked.contains("botId"));
    CHECK(asked["botToken"] == "bot-token-3141592");
  }
}

TEST_CASE("a page is the result with its next and total, and any other value the result alone") {
  const client::Answer answer{R"({"result":[1,2],"next":50,"total":120,"time":{"start":1}})"};
  CHECK(script_value(answer, false) == "[1,2]");
  CHECK(Json::parse(script_value(answer, true)) == Json{{"result", {1, 2}}, {"next", 50}, {"total", 120}});
  CHECK(Json::parse(script_value({R"({"result":[]})"}, true)) == Json{{"result", Json::array()}});
}

TEST_CASE("a method that takes the token alone gets the token alone") {
  const auto params = params_of(prepare("imbot.v2.Bot.list", "{}"));
  CHECK(params["botToken"] == "bot-token-3141592");
  CHECK_FALSE(params.contains("botId"));
  CHECK(params_of(prepare("im.user.get", R"({"ID":1})")) == Json{{"ID", 1}});
}

TEST_CASE("a script does not confirm the events that the host fetches") {
  CHECK(error_of(prepare("imbot.v2.Event.get", R"({"offset":5})")).what.find("offset") == 0);
  CHECK(error_of(prepare("IMBOT.v2.event.get", R"({"OFFSET":5,"BOT_ID":"9"})")).code == "BAD_PARAMS");
  CHECK(prepare("imbot.v2.Event.get", "{}").ok());
  CHECK(prepare("imbot.v2.Event.get", R"({"offset":5,"botId":4})").ok());  // another bot's
}

TEST_CASE("no parameters are an empty table however they are written") {
  for (const char* params : {"", "{}", "[]", "null"})
    CHECK(params_of(prepare("imbot.v2.Bot.get", params))["botId"] == 9);
  CHECK(params_of(prepare("custom.method", "[]")) == Json::object());
}

TEST_CASE("parameters without names are a mistake") {
  for (const char* params : {"[1]", "5", "\"x\"", "{", "\"\xff\""}) {
    const auto error = error_of(prepare("imbot.v2.Bot.get", params));
    CHECK(error.code == "BAD_PARAMS");
    CHECK(error.text() == "imbot.v2.Bot.get: parameters are a table with names (BAD_PARAMS)");
  }
}

TEST_CASE("a message gets a templateId that belongs to its event and step") {
  const auto id = template_of("");
  CHECK(id.size() == 36);
  CHECK(template_of("") == id);
  CHECK(template_of("", 1) != id);
  CHECK(template_of("", 0, "portal.example/echo/101") != id);
  CHECK(template_of("", 0, "portal.example/other/100") != id);
  CHECK(prepare(send, R"({"dialogId":"chat5","fields":{"message":"hi"}})")->call.repeat ==
        Repeat::deduplicated);
}

TEST_CASE("a templateId of the script's own is kept") {
  const std::string own = "0b4d5ed0-6fd4-4b3e-9f5e-6b1c1f6f4a11";
  CHECK(template_of(R"(,"templateId":")" + own + "\"") == own);
  CHECK(template_of(R"(,"TEMPLATE_ID":")" + own + "\"") == own);
}

TEST_CASE("a message whose fields are written in capitals gets its templateId too") {
  const auto params = params_of(prepare(send, R"({"DIALOG_ID":"chat5","FIELDS":{"MESSAGE":"hi"}})"));
  CHECK(params["fields"]["templateId"].get<std::string>().size() == 36);
  CHECK(params["dialogId"] == "chat5");
}

TEST_CASE("a system message may not be repeated") {
  for (const char* system : {"true", "\"Y\"", "1", "\"1\""}) {
    const auto made = prepare(
        send, std::string(R"({"dialogId":"chat5","fields":{"message":"hi","system":)") + system + "}}");
    REQUIRE(made.ok());
    CHECK(made->call.repeat == Repeat::once);
  }
  const auto plain = prepare(send, R"({"dialogId":"chat5","fields":{"message":"hi","system":false}})");
  CHECK(plain->call.repeat == Repeat::deduplicated);
}

TEST_CASE("an unknown method goes out by name only and may not be repeated") {
  const auto made = prepare("custom.method", R"({"x":1})");
  CHECK(params_of(made) == Json{{"x", 1}});
  CHECK(made->call.method == "custom.method");
  CHECK(made->call.repeat == Repeat::once);
  const auto error = error_of(prepare("imbot.v2.Chat.Message.sent", "{}", R"({"named":true})"));
  CHECK(error.text() ==
        "imbot.v2.Chat.Message.sent: no such method in the catalog (UNKNOWN_METHOD). Did you mean "
        "imbot.v2.Chat.Message.send?");
}

TEST_CASE("a misspelt name of any documented method says what was meant") {
  const auto error = error_of(prepare("crm.deal.lst", "{}", R"({"named":true})"));
  CHECK(error.text() ==
        "crm.deal.lst: no such method in the catalog (UNKNOWN_METHOD). Did you mean crm.deal.list?");
  CHECK(prepare("crm.deal.lst", "{}").ok());
}

TEST_CASE("a method of which only the parameters' names are known goes out with warnings") {
  const auto made = prepare("crm.deal.list", R"({"filtr":{"STAGE_ID":"NEW"}})", R"({"named":true})");
  CHECK(params_of(made) == Json{{"filtr", {{"STAGE_ID", "NEW"}}}});
  CHECK(made->warnings == std::vector<std::string>{"unknown parameter filtr: did you mean filter?"});
  CHECK(prepare("crm.deal.list", R"({"filter":{}})")->warnings.empty());
}

TEST_CASE("a method is called by its documented name") {
  CHECK(prepare("IMBOT.V2.bot.GET", "{}")->call.method == "imbot.v2.Bot.get");
}

TEST_CASE("what the catalog refuses is refused before anything is sent") {
  const auto error = error_of(prepare(send, R"({"fields":{"message":"hi"}})"));
  CHECK(error.code == "BAD_PARAMS");
  CHECK_THAT(error.text(), Catch::Contains("missing dialogId") && !Catch::Contains("3141592"));
}

TEST_CASE("options say how often and how long a call is tried") {
  const auto made = prepare("custom.method", "{}", R"({"retry":"always","timeout":1.5})");
  CHECK(made->call.repeat_always);
  CHECK(made->call.timeout == 1500ms);
  CHECK(prepare("custom.method", "{}")->call.timeout == 60s);
  CHECK_FALSE(prepare("custom.method", "{}")->call.repeat_always);
  CHECK(prepare("custom.method", "{}")->call.priority == client::Priority::answer);
  CHECK(prepare("custom.method", "{}", R"({"priority":"bulk"})")->call.priority == client::Priority::bulk);
}

TEST_CASE("a typing indicator is worth nothing later") {
  CHECK(prepare("imbot.v2.Chat.InputAction.notify", R"({"dialogId":"chat5"})")->call.disposable);
  CHECK(prepare("IM.DIALOG.WRITING", R"({"DIALOG_ID":"chat5"})")->call.disposable);
  CHECK(prepare("imbot.chat.sendTyping", R"({"DIALOG_ID":"chat5"})")->call.disposable);
  CHECK_FALSE(prepare(send, R"({"dialogId":"chat5","fields":{"message":"hi"}})")->call.disposable);
}

TEST_CASE("options that are wrong say what is known") {
  const auto text = [](const std::string& options) { return error_of(prepare("m", "{}", options)).text(); };
  CHECK(text(R"({"retry":"never"})") == "m: retry: only \"always\" is known (BAD_OPTIONS)");
  CHECK(text(R"({"retry":1})") == "m: retry: only \"always\" is known (BAD_OPTIONS)");
  CHECK(text(R"({"priority":"high"})") == "m: priority: only \"bulk\" is known (BAD_OPTIONS)");
  for (const char* timeout : {"0", "-1", "601", "\"5\"", "1e300"})
    CHECK(text(std::string(R"({"timeout":)") + timeout + "}") ==
          "m: timeout: seconds, more than 0 and at most 600 (BAD_OPTIONS)");
  CHECK(text(R"({"retries":1})") ==
        "m: unknown option 'retries' (BAD_OPTIONS). Options are retry, timeout and priority.");
  CHECK(text("[1]") == "m: the options of a call are a table (BAD_OPTIONS)");
}

TEST_CASE("what scripts see of an error tells no secret") {
  const auto text = script_error({"CODE", "bad token bot-token-3141592", "", "Not bot-token-3141592."}, "m");
  CHECK_THAT(text, Catch::Contains("bad token ***") && !Catch::Contains("3141592"));
}

TEST_CASE("what scripts see of an error is one table") {
  const auto seen = Json::parse(script_error({"CODE", "it broke", "", "Mend it.", 400}, "m"));
  CHECK(seen ==
        Json{{"code", "CODE"}, {"description", "it broke. Mend it."}, {"status", 400}, {"method", "m"}});
}
