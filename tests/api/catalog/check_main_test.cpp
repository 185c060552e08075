#include <catch2/catch.hpp>

#include "tests/api/catalog/checked.h"

// The five methods that came first: each parameter, limit and enumeration.
using luabot::Json;
using luabot::catalog::checked;
using luabot::catalog::refusal;

namespace {

Json send(Json fields) {
  return {{"dialogId", "chat5"}, {"fields", std::move(fields)}};
}
constexpr auto send_name = "imbot.v2.Chat.Message.send";

}  // namespace

TEST_CASE("a send passes with a text or an attachment or forwards alone") {
  CHECK(refusal(send_name, send({{"message", "hi"}})).empty());
  CHECK(refusal(send_name, send({{"attach", {{{"MESSAGE", "hi"}}}}})).empty());
  CHECK(refusal(send_name, send({{"forwardIds", {{"3f2b8c1e-9a4d-4e57-8c6b-0123456789ab", 17}}}})).empty());
  const auto full =
      checked(send_name, {{"botId", 456},
                          {"botToken", "t"},
                          {"dialogId", "5"},
                          {"fields",
                           {{"message", "hi"},
                            {"system", false},
                            {"urlPreview", "N"},
                            {"replyId", "789"},
                            {"templateId", "3F2B8C1E-9A4D-4E57-8C6B-0123456789AB"},
                            {"skipConnector", true},
                            {"silentConnector", 1},
                            {"keyboard", {{{"TEXT", "Go"}, {"LINK", "https://example.com"}}}}}}});
  CHECK(full.error.empty());
  CHECK(full.warnings.empty());
}

TEST_CASE("a send without its dialog or without anything to say is refused") {
  CHECK(refusal(send_name, {{"fields", {{"message", "hi"}}}}) == "missing dialogId");
  CHECK(refusal(send_name, {{"dialogId", nullptr}, {"fields", {{"message", "hi"}}}}) == "missing dialogId");
  const std::string needs = "needs fields.message, fields.attach or fields.forwardIds";
  CHECK(refusal(send_name, {{"dialogId", "chat5"}}) == needs);
  CHECK(refusal(send_name, send({{"message", ""}})) == needs);
  CHECK(refusal(send_name, send({{"message", " \n"}})) == needs);
  CHECK(refusal(send_name, send({{"keyboard", {{{"TEXT", "Go"}}}}})) == needs);
  Json params = send(Json::object());
  const auto* method = luabot::catalog::find(send_name);
  const auto result = luabot::catalog::check(*method, params);
  REQUIRE_FALSE(result.ok());
  CHECK(result.error().text() ==
        "imbot.v2.Chat.Message.send: " + needs + " (BAD_PARAMS). The portal would answer EMPTY_MESSAGE.");
}

TEST_CASE("each parameter of a send has its type") {
  const auto wrong = [](const char* name, Json value) {
    Json fields = {{"message", "hi"}};
    fields[name] = std::move(value);
    return refusal(send_name, send(fields));
  };
  CHECK(refusal(send_name, {{"dialogId", Json::object()}, {"fields", {{"message", "hi"}}}}) ==
        "dialogId: expected a string, got an object");
  CHECK(refusal(send_name, {{"dialogId", "room"}, {"fields", {{"message", "hi"}}}}) ==
        "dialogId: expected a dialog such as \"chat5\", or a user's id, got \"room\"");
  CHECK(refusal(send_name, {{"dialogId", "chat5"}, {"fields", "hi"}}) ==
        "fields: expected an object, got a string");
  CHECK(refusal(send_name, {{"dialogId", "chat5"}, {"fields", {"hi"}}}) ==
        "fields: expected an object, got an array");
  CHECK(wrong("message", 42) == "fields.message: expected a string, got an integer");
  CHECK(wrong("message", nullptr) == "fields.message: expected a string, got null");
  CHECK(wrong("message", Json::array({1})) == "fields.message: expected a string, got an array");
  CHECK(wrong("attach", 5) == "fields.attach: expected an array, an object or JSON text, got an integer");
  CHECK(wrong("attach", "hello") ==
        "fields.attach: expected an array, an object or JSON text, got a string that is not JSON");
  CHECK(wrong("keyboard", true) ==
        "fields.keyboard: expected an array, an object or JSON text, got a boolean");
  CHECK(wrong("system", "yes") == "fields.system: expected a boolean, got a string");
  CHECK(wrong("urlPreview", 2) == "fields.urlPreview: expected a boolean, got an integer");
  CHECK(wrong("replyId", "abc") == "fields.replyId: expected an integer, got a string");
  CHECK(wrong("replyId", 1.5) == "fields.replyId: expected an integer, got a number");
  CHECK(wrong("templateId", "order-17") == "fields.templateId: expected a UUID, got \"order-17\"");
  CHECK(wrong("templateId", 17) == "fields.templateId: expected a string, got an integer");
  CHECK(wrong("forwardIds", Json::array({17})) == "fields.forwardIds: expected an object, got an array");
  CHECK(wrong("forwardIds", {{"first", 17}}) == "fields.forwardIds: expected a UUID as key, got \"first\"");
  CHECK(wrong("forwardIds", {{"3f2b8c1e-9a4d-4e57-8c6b-0123456789ab", "x"}}) ==
        "fields.forwardIds.3f2b8c1e-9a4d-4e57-8c6b-0123456789ab: expected an integer, got a string");
  CHECK(wrong("skipConnector", Json::object()) == "fields.skipConnector: expected a boolean, got an object");
  CHECK(refusal(send_name, {{"botId", "x"}, {"dialogId", "5"}, {"fields", {{"message", "hi"}}}}) ==
        "botId: expected an integer, got a string");
  CHECK(refusal(send_name, {{"botToken", 7}, {"dialogId", "5"}, {"fields", {{"message", "hi"}}}}) ==
        "botToken: expected a string, got an integer");
}

TEST_CASE("the limits of a send") {
  CHECK(refusal(send_name, send({{"message", std::string(30000, 'x')}})).empty());
  const auto forwards = [](int count) {
    Json map = Json::object();
    for (int i = 0; i < count; ++i) {
      const std::string number = std::to_string(1000 + i);
      map["3f2b8c1e-9a4d-4e57-8c6b-01234567" + number] = i + 1;
    }
    return send({{"forwardIds", map}});
  };
  CHECK(refusal(send_name, forwards(100)).empty());
  CHECK(refusal(send_name, forwards(101)) == "fields.forwardIds: expected at most 100 entries, got 101");
  const auto attach = [](std::size_t size) {
    return send({{"attach", {{{"MESSAGE", std::string(size, 'x')}}}}});
  };
  // [{"MESSAGE":""}] has 16 characters.
  CHECK(refusal(send_name, attach(60000 - 16)).empty());
  CHECK(refusal(send_name, attach(60000 - 15)) ==
        "fields.attach: expected at most 60000 characters as JSON, got 60001");
}

TEST_CASE("the parameters of Message.get") {
  constexpr auto name = "imbot.v2.Chat.Message.get";
  CHECK(refusal(name, {{"messageId", 789}}).empty());
  CHECK(refusal(name, {{"messageId", "789"}}).empty());
  CHECK(refusal(name, Json::object()) == "missing messageId");
  CHECK(refusal(name, Json()) == "missing messageId");
  CHECK(refusal(name, {{"messageId", "m1"}}) == "messageId: expected an integer, got a string");
  CHECK(refusal(name, {{"messageId", true}}) == "messageId: expected an integer, got a boolean");
  CHECK(refusal(name, Json::array({789})) == "parameters: expected an object, got an array");
}

TEST_CASE("the parameters of getContext") {
  constexpr auto name = "imbot.v2.Chat.Message.getContext";
  CHECK(refusal(name, {{"messageId", 789}}).empty());
  CHECK(refusal(name, {{"messageId", 789}, {"range", 1}}).empty());
  CHECK(refusal(name, {{"messageId", 789}, {"range", "50"}}).empty());
  CHECK(refusal(name, {{"range", 5}}) == "missing messageId");
  CHECK(refusal(name, {{"messageId", 789}, {"range", 0}}) == "range: expected 1 to 50, got 0");
  CHECK(refusal(name, {{"messageId", 789}, {"range", 51}}) == "range: expected 1 to 50, got 51");
  CHECK(refusal(name, {{"messageId", 789}, {"range", "51"}}) == "range: expected 1 to 50, got 51");
  CHECK(refusal(name, {{"messageId", 789}, {"range", "all"}}) == "range: expected an integer, got a string");
}

TEST_CASE("the parameters of Chat.get") {
  constexpr auto name = "imbot.v2.Chat.get";
  CHECK(refusal(name, {{"dialogId", "chat5"}}).empty());
  CHECK(refusal(name, {{"dialogId", "5"}}).empty());
  CHECK(refusal(name, Json::object()) == "missing dialogId");
  CHECK(refusal(name, {{"dialogId", "chat"}}) ==
        "dialogId: expected a dialog such as \"chat5\", or a user's id, got \"chat\"");
  CHECK(refusal(name, {{"dialogId", -5}}) ==
        "dialogId: expected a dialog such as \"chat5\", or a user's id, got \"-5\"");
}

TEST_CASE("the parameters of im.dialog.messages.get") {
  constexpr auto name = "im.dialog.messages.get";
  CHECK(refusal(name, {{"DIALOG_ID", "sg7"}}).empty());
  CHECK(refusal(name, {{"DIALOG_ID", "chat5"}, {"LAST_ID", 10}, {"FIRST_ID", "3"}, {"LIMIT", 50}}).empty());
  CHECK(refusal(name, {{"LIMIT", 5}}) == "missing DIALOG_ID");
  CHECK(refusal(name, {{"DIALOG_ID", "general"}}) ==
        "DIALOG_ID: expected a dialog such as \"chat5\" or \"sg5\", or a user's id, got \"general\"");
  CHECK(refusal(name, {{"DIALOG_ID", "chat5"}, {"LIMIT", 51}}) == "LIMIT: expected at most 50, got 51");
  CHECK(refusal(name, {{"DIALOG_ID", "chat5"}, {"LAST_ID", "x"}}) ==
        "LAST_ID: expected an integer, got a string");
  CHECK(refusal(name, {{"DIALOG_ID", "chat5"}, {"FIRST_ID", {1}}}) ==
        "FIRST_ID: expected an integer, got an array");
}
