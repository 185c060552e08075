#include <catch2/catch.hpp>

#include "tests/api/catalog/checked.h"

// Names of parameters and what depends on other parameters.
using luabot::Json;
using luabot::catalog::checked;
using luabot::catalog::refusal;

TEST_CASE("names in upper case count and are brought to the documented form") {
  const auto get = checked("imbot.v2.Chat.get", {{"DIALOG_ID", "chat5"}});
  CHECK(get.error.empty());
  CHECK(get.warnings.empty());
  CHECK(get.params.dump() == R"({"dialogId":"chat5"})");
  const auto send =
      checked("imbot.v2.Chat.Message.send",
              {{"BOT_ID", 1}, {"DIALOG_ID", 5}, {"FIELDS", {{"MESSAGE", "hi"}, {"URL_PREVIEW", false}}}});
  CHECK(send.error.empty());
  CHECK(send.warnings.empty());
  CHECK(send.params.dump() == R"({"botId":1,"dialogId":"5","fields":{"message":"hi","urlPreview":false}})");
  CHECK(checked("im.dialog.messages.get", {{"dialogId", "chat5"}, {"limit", 5}}).params.dump() ==
        R"({"DIALOG_ID":"chat5","LIMIT":5})");
  CHECK(refusal("imbot.v2.Chat.Message.send", {{"DIALOG_ID", "chat5"}, {"FIELDS", {{"MESSAGE", 5}}}}) ==
        "fields.message: expected a string, got an integer");
}

TEST_CASE("a parameter in both spellings is refused") {
  CHECK(refusal("imbot.v2.Chat.get", {{"DIALOG_ID", "chat5"}, {"dialogId", "chat5"}}) ==
        "DIALOG_ID and dialogId are the same parameter");
}

TEST_CASE("a misspelt name is refused with the right one") {
  CHECK(refusal("imbot.v2.Chat.get", {{"dialogId2", "chat5"}}) ==
        "unknown parameter dialogId2: did you mean dialogId?");
  CHECK(refusal("imbot.v2.Chat.get", {{"dialogid", "chat5"}}) ==
        "unknown parameter dialogid: did you mean dialogId?");
  CHECK(refusal("imbot.v2.Chat.get", {{"dialog_id", "chat5"}}) ==
        "unknown parameter dialog_id: did you mean dialogId?");
  CHECK(refusal("imbot.v2.Chat.get", {{"dialogId", "chat5"}, {"dialogId2", "chat5"}}) ==
        "unknown parameter dialogId2: did you mean dialogId?");
  CHECK(refusal("imbot.v2.Chat.Message.send", {{"dialogId", "chat5"}, {"fields", {{"mesage", "hi"}}}}) ==
        "unknown parameter fields.mesage: did you mean fields.message?");
  CHECK(refusal("imbot.v2.Bot.register",
                {{"fields", {{"code", "c"}, {"properties", {{"name", "n"}, {"workPositon", "w"}}}}}}) ==
        "unknown parameter fields.properties.workPositon: did you mean fields.properties.workPosition?");
  CHECK(refusal("imbot.v2.Chat.add", {{"fields", {{"users", {1, 2}}}}}) ==
        "unknown parameter fields.users: did you mean fields.userIds?");
}

TEST_CASE("a name of another level is refused with its place") {
  CHECK(refusal("imbot.v2.Chat.Message.send", {{"dialogId", "chat5"}, {"message", "hi"}}) ==
        "unknown parameter message: did you mean fields.message?");
  CHECK(refusal("imbot.v2.Chat.Message.send", {{"fields", {{"dialogId", "chat5"}, {"message", "hi"}}}}) ==
        "unknown parameter fields.dialogId: did you mean dialogId?");
}

TEST_CASE("a name like no other is sent with a warning") {
  const auto get = checked("imbot.v2.Chat.get", {{"dialogId", "chat5"}, {"withPinnedMessages", true}});
  CHECK(get.error.empty());
  CHECK(get.warnings ==
        std::vector<std::string>{"unknown parameter withPinnedMessages: the catalog does not list "
                                 "it, it is sent as it is"});
  CHECK(get.params["withPinnedMessages"] == true);
}

TEST_CASE("parameters known from change logs bring no warning") {
  const auto send = checked("imbot.v2.Chat.Message.send",
                            {{"dialogId", "chat5"}, {"fields", {{"message", "hi"}, {"skipConnector", "Y"}}}});
  CHECK(send.error.empty());
  CHECK(send.warnings.empty());
}

TEST_CASE("a bot is required by no check since the host fills it in") {
  CHECK(refusal("imbot.v2.Command.list", Json::object()).empty());
  CHECK(refusal("imbot.v2.Bot.get", Json::object()).empty());
  CHECK(refusal("imbot.v2.Bot.get", {{"code", "c"}}).empty());
  CHECK(checked("imbot.v2.Bot.get", {{"botId", 5}, {"code", "c"}}).warnings.empty());
}

TEST_CASE("what another value requires has to be there") {
  const auto with = [](const Json& extra) {
    Json fields = {{"code", "c"}, {"properties", {{"name", "n"}}}};
    fields.update(extra);
    return refusal("imbot.v2.Bot.register", {{"fields", fields}});
  };
  CHECK(with(Json::object()).empty());
  CHECK(with({{"eventMode", "fetch"}}).empty());
  CHECK(with({{"eventMode", "webhook"}, {"webhookUrl", "https://example.com"}}).empty());
  CHECK(with({{"eventMode", "webhook"}}) ==
        "missing fields.webhookUrl, required when fields.eventMode is \"webhook\"");
  CHECK(refusal("imbot.v2.Command.register", {{"fields", {{"command", "help"}}}}) ==
        "missing fields.title, required when fields.hidden is false");
  CHECK(refusal("imbot.v2.Command.register", {{"fields", {{"command", "help"}, {"hidden", "N"}}}}) ==
        "missing fields.title, required when fields.hidden is false");
  CHECK(refusal("imbot.v2.Command.register", {{"fields", {{"command", "help"}, {"hidden", "Y"}}}}).empty());
  CHECK(refusal("imbot.v2.Command.register", {{"fields", {{"command", "help"}, {"title", {{"en", "Help"}}}}}})
            .empty());
  CHECK(refusal("imbot.v2.Command.register",
                {{"fields", {{"command", "help"}, {"title", {{"english", "Help"}}}}}}) ==
        "fields.title: expected a language such as \"en\" as key, got \"english\"");
  CHECK(refusal("imbot.v2.Command.update", {{"commandId", 1}, {"fields", {{"title", {{"en", nullptr}}}}}})
            .empty());
}

TEST_CASE("one of several parameters is enough and two alternatives are doubtful") {
  CHECK(refusal("im.message.add", {{"DIALOG_ID", "chat5"}}) == "needs MESSAGE or ATTACH");
  CHECK(
      refusal("im.message.add", {{"DIALOG_ID", "chat5"}, {"MESSAGE", "a"}, {"ATTACH", {{{"MESSAGE", "b"}}}}})
          .empty());
  CHECK(refusal("im.chat.mute", Json::object()) == "needs CHAT_ID or DIALOG_ID");
  const auto both = checked("im.chat.mute", {{"CHAT_ID", 5}, {"DIALOG_ID", "chat5"}});
  CHECK(both.error.empty());
  CHECK(both.warnings ==
        std::vector<std::string>{"CHAT_ID or DIALOG_ID are alternatives, and more than one is given"});
}
