#include <limits>

#include <catch2/catch.hpp>

#include "tests/api/catalog/checked.h"

// What comes from Lua and what the portal accepts for it.
using luabot::Json;
using luabot::catalog::checked;
using luabot::catalog::refusal;

TEST_CASE("an empty table becomes an array where an array is wanted") {
  const auto users = checked("imbot.v2.Chat.User.add", {{"dialogId", "chat5"}, {"userIds", Json::object()}});
  CHECK(users.error.empty());
  CHECK(users.params["userIds"].dump() == "[]");
  const auto keyboard =
      checked("imbot.v2.Chat.Message.update", {{"messageId", 5}, {"fields", {{"keyboard", Json::object()}}}});
  CHECK(keyboard.error.empty());
  CHECK(keyboard.params["fields"]["keyboard"].dump() == "[]");
  const auto nested = checked("imbot.v2.Chat.Message.update",
                              {{"messageId", 5}, {"fields", {{"keyboard", {{"BUTTONS", Json::object()}}}}}});
  CHECK(nested.error.empty());
  CHECK(nested.params["fields"]["keyboard"]["BUTTONS"].dump() == "[]");
}

TEST_CASE("an empty array becomes an object where an object is wanted") {
  const auto update = checked("imbot.v2.Chat.update", {{"dialogId", "chat5"}, {"fields", Json::array()}});
  CHECK(update.error.empty());
  CHECK(update.params["fields"].dump() == "{}");
  CHECK(checked("server.time", Json::array()).params.dump() == "{}");
}

TEST_CASE("a dialog's number becomes its string") {
  CHECK(checked("imbot.v2.Chat.get", {{"dialogId", 5}}).params["dialogId"] == "5");
  CHECK(checked("imbot.v2.Chat.get", {{"dialogId", 5.0}}).params["dialogId"] == "5");
  CHECK(checked("im.dialog.messages.get", {{"DIALOG_ID", 5}}).params["DIALOG_ID"] == "5");
  CHECK(refusal("imbot.v2.Chat.get", {{"dialogId", 5.5}}) == "dialogId: expected a string, got a number");
  CHECK(refusal("imbot.v2.Chat.leave", {{"dialogId", "5"}}) ==
        "dialogId: expected a chat such as \"chat5\", got \"5\"");
}

TEST_CASE("integers are whole numbers or digits") {
  constexpr auto name = "imbot.v2.Chat.Message.get";
  CHECK(checked(name, {{"messageId", 5.0}}).params["messageId"].dump() == "5");
  CHECK(refusal(name, {{"messageId", "12345678901234567890123"}}).empty());
  CHECK(refusal(name, {{"messageId", ""}}) == "messageId: expected an integer, got a string");
  CHECK(refusal(name, {{"messageId", "-"}}) == "messageId: expected an integer, got a string");
  CHECK(refusal(name, {{"messageId", "5x"}}) == "messageId: expected an integer, got a string");
  CHECK(refusal(name, {{"messageId", std::numeric_limits<double>::quiet_NaN()}}) ==
        "messageId: expected an integer, got a number");
  CHECK(refusal(name, {{"messageId", 1e300}}) == "messageId: expected an integer, got a number");
  CHECK(refusal("imbot.v2.Event.get", {{"limit", "99999999999999999999"}}) ==
        "limit: expected 1 to 1000, got 99999999999999999999");
  CHECK(refusal("imbot.v2.Event.get", {{"limit", std::numeric_limits<std::uint64_t>::max()}}) ==
        "limit: expected 1 to 1000, got 18446744073709551615");
  // At least 1, and no more is known of it.
  CHECK(refusal("im.user.status.idle.start", {{"AGO", std::numeric_limits<std::uint64_t>::max()}}).empty());
  CHECK_FALSE(refusal("im.user.status.idle.start", {{"AGO", 0}}).empty());
}

TEST_CASE("booleans are true and false or Y and N or 1 and 0") {
  for (const Json& value : {Json(true), Json(false), Json("Y"), Json("N"), Json(1), Json(0), Json(1.0)})
    CHECK(refusal("imbot.v2.Event.get", {{"withUserEvents", value}}).empty());
  for (const Json& value :
       {Json("true"), Json(2), Json(0.5), Json(Json::value_t::null), Json(Json::value_t::object)})
    CHECK(refusal("imbot.v2.Event.get", {{"withUserEvents", value}})
              .starts_with("withUserEvents: expected a boolean"));
}

TEST_CASE("a boolean is turned into Y or N where those are the values") {
  const auto pin = checked("im.recent.pin", {{"DIALOG_ID", "5"}, {"PIN", false}});
  CHECK(pin.error.empty());
  CHECK(pin.params["PIN"] == "N");
  CHECK(checked("im.recent.pin", {{"DIALOG_ID", "5"}, {"PIN", 1}}).params["PIN"] == "Y");
  CHECK(checked("im.notify.get", {{"CONVERT_TEXT", true}}).params["CONVERT_TEXT"] == "Y");
  CHECK(refusal("im.recent.pin", {{"DIALOG_ID", "5"}, {"PIN", "yes"}}) ==
        "PIN: expected one of Y, N, got \"yes\"");
}

TEST_CASE("a value outside an enumeration is refused with the allowed ones") {
  const auto with = [](const char* name, Json value) {
    Json fields = {{"code", "c"}, {"properties", {{"name", "n"}}}};
    fields[name] = std::move(value);
    return refusal("imbot.v2.Bot.register", {{"fields", fields}});
  };
  CHECK(with("type", "supervisor").empty());
  CHECK(with("type", "robot") ==
        "fields.type: expected one of bot, supervisor, personal, openline, got \"robot\"");
  CHECK(with("eventMode", "poll") == "fields.eventMode: expected one of fetch, webhook, got \"poll\"");
  CHECK(with("backgroundId", nullptr).empty());
  CHECK(with("properties", {{"name", "n"}, {"gender", "X"}}) ==
        "fields.properties.gender: expected one of M, F, got \"X\"");
}

TEST_CASE("an open enumeration only warns") {
  const auto reaction =
      checked("imbot.v2.Chat.Message.Reaction.add", {{"messageId", 5}, {"reaction", "unicorn"}});
  CHECK(reaction.error.empty());
  CHECK(reaction.warnings ==
        std::vector<std::string>{"reaction: \"unicorn\" is not among the documented values"});
}

TEST_CASE("lengths are counted in characters and a secret is not shown") {
  const auto token = [](const std::string& text) {
    return refusal("imbot.v2.Bot.register",
                   {{"fields", {{"code", "c"}, {"botToken", text}, {"properties", {{"name", "n"}}}}}});
  };
  std::string forty;
  for (int i = 0; i < 40; ++i) forty += "ж";
  CHECK(token(forty).empty());
  CHECK(token(forty + "x") == "fields.botToken: expected at most 40 characters, got 41");
  CHECK(refusal("im.search.user.list", {{"FIND", "a"}}) == "FIND: expected at least 2 characters, got 1");
}

TEST_CASE("a value in a message is cut and harmless") {
  const std::string shown = refusal("imbot.v2.Chat.get", {{"dialogId", std::string(500, 'x')}});
  CHECK(shown.size() < 150);
  CHECK(refusal("imbot.v2.Chat.get", {{"dialogId", "\xff\xfe"}}).find("expected a dialog") !=
        std::string::npos);
}

TEST_CASE("items of an array are checked and counted from one") {
  CHECK(refusal("imbot.v2.Chat.User.add", {{"dialogId", "chat5"}, {"userIds", {1, "2", 3.0}}}).empty());
  CHECK(refusal("imbot.v2.Chat.User.add", {{"dialogId", "chat5"}, {"userIds", {1, "two"}}}) ==
        "userIds[2]: expected an integer, got a string");
  CHECK(refusal("imbot.v2.Chat.User.add", {{"dialogId", "chat5"}, {"userIds", {{"a", 1}}}}) ==
        "userIds: expected an array, got an object");
}

TEST_CASE("a batch takes up to fifty calls") {
  Json cmd = Json::object();
  for (int i = 0; i < 50; ++i) cmd[std::string(static_cast<std::size_t>(i) + 1, 'c')] = "server.time";
  CHECK(refusal("batch", {{"cmd", cmd}, {"halt", 0}}).empty());
  CHECK(refusal("batch", {{"cmd", {"server.time"}}}).empty());
  cmd["one more"] = "server.time";
  CHECK(refusal("batch", {{"cmd", cmd}}) == "cmd: expected at most 50 entries, got 51");
  CHECK(refusal("batch", Json::object()) == "missing cmd");
  CHECK(refusal("batch", {{"cmd", {{"a", 1}}}}) == "cmd.a: expected a string, got an integer");
}

TEST_CASE("a file is base64 within its size") {
  const auto upload = [](std::string content) {
    return refusal("imbot.v2.File.upload",
                   {{"dialogId", "chat5"}, {"fields", {{"name", "a.txt"}, {"content", std::move(content)}}}});
  };
  CHECK(upload("SGVsbG8=").empty());
  CHECK(upload("data:text/plain;base64,SGVsbG8=") ==
        "fields.content: expected base64 alone, got a data: address");
  std::string large;
  large.resize(139810200, 'A');
  CHECK(upload(large) == "fields.content: expected at most 104857600 bytes, got 104857650");
}

TEST_CASE("parameters of a method known by name alone are left as they are") {
  const auto list = checked("crm.deal.list", {{"filtre", Json::object()}});
  CHECK(list.error.empty());
  CHECK(list.params.dump() == R"({"filtre":{}})");
}
