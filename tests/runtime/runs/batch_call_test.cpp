#include "runtime/runs/batch_call.h"

#include <catch2/catch.hpp>
#include <nlohmann/json.hpp>

#include "api/form/form.h"

using namespace luabot;
using catalog::Repeat;

namespace {

const BotIdentity bot{"portal.example", "echo", 1, 9, Secret("bot-token-3141592")};

/// Calls in the order given: {{"name", "method", params}, …}.
Result<RestCall> prepare(const Json& calls, bool halt = false, const std::string& options = {}) {
  Json params{{"order", Json::array()}, {"cmd", Json::object()}, {"halt", halt}};
  for (const auto& call : calls) {
    params["order"].push_back(call[0]);
    params["cmd"][call[0].get<std::string>()] = {{"method", call[1]}, {"params", call[2]}};
  }
  return prepare_batch_call({1, 3, "batch", "batch", params.dump(), options, "main.lua:1"}, bot, "event");
}

std::string sent(const Result<RestCall>& made) {
  if (!made) FAIL(made.error().text());
  CHECK(made->call.method == "batch");
  return made->call.params;
}

/// The parameters of one call, as the portal reads them.
Json params_of(const Result<RestCall>& made, const std::string& name) {
  const auto text = Json::parse(sent(made))["cmd"][name].get<std::string>();
  const auto decoded = form::decode(text.substr(text.find('?') + 1));
  REQUIRE(decoded.ok());
  return *decoded;
}

std::string refusal(const Json& calls) {
  const auto made = prepare(calls);
  REQUIRE_FALSE(made.ok());
  CHECK(made.error().text().find("3141592") == std::string::npos);
  return made.error().what;
}

Json one(const std::string& method, const Json& params) {
  return Json::array({Json::array({"user", method, params})});
}

const Json message{{"dialogId", "chat5"}, {"fields", {{"message", "hi"}}}};

}  // namespace

TEST_CASE("a batch keeps the order of its calls") {
  const auto made = prepare({{"z", "im.user.get", {{"ID", 7}}}, {"a", "some.method", {{"x", "a b"}}}}, true);
  CHECK(sent(made) == R"({"cmd":{"z":"im.user.get?ID=7","a":"some.method?x=a+b"},"halt":1})");
}

TEST_CASE("each call of a batch is checked and named by its place") {
  CHECK(refusal(one("imbot.v2.Chat.Message.send", {{"fields", {{"message", "x"}}}})) ==
        "cmd.user: imbot.v2.Chat.Message.send: missing dialogId");
  CHECK(refusal(one("imbot.v2.Chat.get", {{"dialogIdd", 5}})) ==
        "cmd.user: imbot.v2.Chat.get: unknown parameter dialogIdd: did you mean dialogId?");
}

TEST_CASE("a reference stands for a value of any type") {
  const auto made = prepare({{"user", "im.user.get", {{"ID", 7}}},
                             {"chat", "im.user.get", {{"ID", "$result[user][departments][0]"}}}});
  CHECK(params_of(made, "chat")["ID"] == "$result[user][departments][0]");
  CHECK(refusal(one("im.user.get", {{"ID", "$resul[user]"}})).find("ID: expected an integer") !=
        std::string::npos);
}

TEST_CASE("the bot, its token and templateIds are filled into the calls of a batch") {
  const auto made = prepare({{"one", "imbot.v2.Chat.Message.send", message},
                             {"two", "imbot.v2.Chat.Message.send", message},
                             {"bot", "imbot.v2.Bot.get", Json::object()}});
  const auto first = params_of(made, "one"), second = params_of(made, "two");
  CHECK(first["botId"] == "9");
  CHECK(first["botToken"] == "bot-token-3141592");
  CHECK(first["fields"]["templateId"].get<std::string>().size() == 36);
  CHECK(first["fields"]["templateId"] != second["fields"]["templateId"]);
  CHECK(params_of(made, "bot")["botId"] == "9");
  CHECK(sent(prepare({{"one", "imbot.v2.Chat.Message.send", message}}))
            .find(first["fields"]["templateId"].get<std::string>()) != std::string::npos);
}

TEST_CASE("true and false go as 1 and 0") {
  const auto params = params_of(prepare(one("some.method", {{"yes", true}, {"no", false}})), "user");
  CHECK(params == Json{{"yes", "1"}, {"no", "0"}});
}

TEST_CASE("what a query string would lose is refused") {
  CHECK(refusal(one("some.method", {{"a", {{"b", nullptr}}}})) ==
        "cmd.user: some.method: a.b: a batch cannot carry a null or an empty table");
  CHECK(refusal(one("some.method", {{"a", {1, Json::object()}}})).find("a[2]: a batch cannot") !=
        std::string::npos);
  CHECK(refusal(one("some.method", {{"a", Json::array()}})).find("a: a batch cannot") != std::string::npos);
  Json many = Json::array();
  for (int i = 0; i < 1000; ++i) many.push_back(i);
  CHECK(refusal(one("some.method", {{"a", many}})) == "cmd.user: some.method: more than 999 values");
  CHECK(
      refusal(one("some.method", {{"a", std::string(1'100'000, 'x')}})).find("the portal takes about 1 MB") !=
      std::string::npos);
}

TEST_CASE("methods that the portal does not take in a batch are refused") {
  const Json upload{{"dialogId", "5"}, {"fields", {{"name", "a"}, {"content", "QQ=="}}}};
  for (const auto& [method, params] : {std::pair<std::string, Json>{"imbot.v2.File.upload", upload},
                                       {"imbot.v2.File.download", {{"fileId", 1}}},
                                       {"batch", {{"cmd", {"x"}}}}})
    CHECK(refusal(one(method, params)) ==
          "cmd.user: " + method + ": this method may not be called in a batch");
}

TEST_CASE("a batch may be repeated when each of its calls may") {
  const Json get{"a", "im.user.get", {{"ID", 7}}};
  const Json send{"b", "imbot.v2.Chat.Message.send", message};
  const Json system{"c",
                    "imbot.v2.Chat.Message.send",
                    {{"dialogId", "chat5"}, {"fields", {{"message", "hi"}, {"system", true}}}}};
  CHECK(prepare(Json::array({get}))->call.repeat == Repeat::read);
  CHECK(prepare(Json::array({get, send}))->call.repeat == Repeat::idempotent);
  CHECK(prepare(Json::array({get, send, system}))->call.repeat == Repeat::once);
  CHECK(prepare(Json::array({system, send, get}))->call.repeat == Repeat::once);
  CHECK(prepare(Json::array({send, get}))->call.repeat == Repeat::idempotent);
  CHECK(prepare(one("custom.method", Json::object()))->call.repeat == Repeat::once);
  CHECK(prepare(one("custom.method", Json::object()), false, R"({"retry":"always","timeout":5})")
            ->call.repeat_always);
}

TEST_CASE("what the catalog does not know of a call in a batch is warned of with its place") {
  const auto made = prepare(one("im.user.get", {{"ID", 7}, {"SOMETHING_NEW", 1}}));
  REQUIRE(made.ok());
  REQUIRE(made->warnings.size() == 1);
  CHECK(made->warnings[0].find("cmd.user: im.user.get: unknown parameter SOMETHING_NEW") == 0);
}
