#include "api/events/pushed.h"

#include <catch2/catch.hpp>
#include <fmt/format.h>
#include <nlohmann/json.hpp>

#include "api/base/json.h"
#include "api/catalog/events.h"

using namespace luabot;
using events::Pushed;

namespace {

/// As a portal writes it: every scalar a string, null an empty one, empty maps left out.
void push(std::string& out, const std::string& name, const Json& value) {
  if (value.is_structured()) {
    for (const auto& [key, item] : value.items()) push(out, fmt::format("{}[{}]", name, key), item);
    return;
  }
  const auto text = value.is_null()      ? ""
                    : value.is_boolean() ? std::string(value.get<bool>() ? "1" : "0")
                    : value.is_string()  ? value.get<std::string>()
                                         : value.dump();
  out += "&" + name + "=";
  for (const char c : text) {
    if (c == '%' || c == '&' || c == '+' || c == '=') {
      out += c == '%' ? "%25" : c == '&' ? "%26" : c == '+' ? "%2B" : "%3D";
    } else {
      out += c;
    }
  }
}

std::string body_of(std::string_view type, const Json& data) {
  std::string out = "event=" + std::string(type) + "&ts=1772093963&auth[application_token]=app-token-1234";
  push(out, "data", data);
  return out;
}

Json pushed(std::string_view type, const Json& data, std::string_view bot = {}) {
  const auto body = body_of(type, data);
  auto read = Pushed::read(body);
  REQUIRE(read.ok());
  return Json::parse(read->data(bot));
}

/// A value of that kind that is unlike what an untyped reading would give.
Json sample(const catalog::Type& type) {
  using namespace catalog;
  if (type.nullable) return nullptr;
  if (type.has(kind_array)) return type.items == kind_integer ? Json{1, 20} : Json::array();
  if (type.has(kind_object) && type.has(kind_boolean)) return false;
  if (type.has(kind_object | kind_map)) return Json::object();
  if (type.has(kind_string) && type.has(kind_boolean)) return false;
  if (type.has(kind_boolean)) return true;
  if (type.has(kind_integer)) return 7;
  return "0";  // a text that looks like a number, or like false
}

void fill(Json& into, const catalog::Slice<catalog::Field>& fields) {
  for (const auto& field : fields) {
    if (field.answers_only || field.path.find('.') != std::string_view::npos) continue;
    Json value = sample(field.type);
    if (field.entity != nullptr) {
      value = Json::object();
      fill(value, field.entity->fields);
    }
    into[std::string(field.path)] = value;
  }
}

}  // namespace

TEST_CASE("every described event comes out of its form as it went in") {
  for (const auto& event : catalog::all_events()) {
    INFO(event.name);
    Json data = Json::object();
    fill(data, event.fields);
    for (const auto& field : event.fields)  // "command.id"
      if (const auto dot = field.path.find('.'); dot != std::string_view::npos)
        data[std::string(field.path.substr(0, dot))][std::string(field.path.substr(dot + 1))] =
            sample(field.type);
    CHECK(pushed(event.name, data, data.contains("bot") ? data["bot"].dump() : "") == data);
  }
}

TEST_CASE("what a portal cannot say in a form is put back, and the rest stays text") {
  const Json message = {{"id", 789},          {"text", "007"},
                        {"date", nullptr},    {"params", {{"REPLY_ID", 5}, {"LIST", {"a", "b"}}}},
                        {"isSystem", false},  {"forward", {{"id", 4}, {"userId", 1}}},
                        {"somethingNew", 12}, {"authorId", -5}};
  const auto came = pushed("onImBotV2MessageAdd", {{"message", message}})["message"];
  CHECK(came == Json::parse(R"({"id":789,"text":"007","date":null,"isSystem":false,"authorId":-5,
    "params":{"REPLY_ID":"5","LIST":["a","b"]},"forward":{"id":"4","userId":"1"},"somethingNew":"12"})"));
  const auto user = pushed("ONIMBOTV2JOINCHAT", {{"dialogId", "5"}, {"user", {{"id", 1}}}});
  CHECK(user == Json::parse(R"({"dialogId":"5","user":{"id":1,"departments":[]}})"));
  CHECK(pushed("ONIMBOTV2JOINCHAT",
               {{"user", {{"phones", {{"workPhone", "12"}}}, {"idle", "2025-01-15"}}}})["user"] ==
        Json::parse(R"({"phones":{"workPhone":"12"},"idle":"2025-01-15","departments":[]})"));
  CHECK(pushed("ONIMBOTV2CONTEXTGET", {{"context", {"a", "b"}}})["context"] == Json{{"0", "a"}, {"1", "b"}});
  CHECK(pushed("ONCRMDEALADD", {{"FIELDS", {{"ID", 5}}}}) == Json{{"FIELDS", {{"ID", "5"}}}});
}

TEST_CASE("a number keeps its digits, and no number becomes one") {
  const auto id = [](const char* text) {
    return Pushed::read("event=ONIMBOTV2MESSAGEDELETE&data[messageId]=" + std::string(text))->data();
  };
  CHECK(id("12345678901234567890").find(R"("messageId":12345678901234567890)") != std::string::npos);
  CHECK(id("-1").find(R"("messageId":-1)") != std::string::npos);
  for (const auto* text : {"01", "1.5", "1e5", "0x1", "-", " 1", "+1"})
    CHECK(Json::parse(id(text))["messageId"].is_string());
  CHECK(id("").find(R"("messageId":null)") != std::string::npos);
}

TEST_CASE("a boolean and a map keep their types however they are written") {
  const auto is_system = [](const char* text) {
    const auto data =
        Pushed::read("event=ONIMBOTV2MESSAGEADD&data[message][isSystem]=" + std::string(text))->data();
    return Json::parse(data)["message"]["isSystem"];
  };
  for (const auto* text : {"1", "Y", "true"}) CHECK(is_system(text) == true);
  for (const auto* text : {"0", "N", "false", ""}) CHECK(is_system(text) == false);
  CHECK(is_system("maybe") == "maybe");
  const auto empty = Json::parse(
      Pushed::read("event=ONIMBOTV2MESSAGEADD&data[message][params]=&data[user][departments]=")->data());
  CHECK(empty["message"]["params"] == Json::object());
  CHECK(empty["user"]["departments"] == Json::array());
}

TEST_CASE("the envelope is read and no token stays in the data") {
  const auto read = Pushed::read(
      "event=ONIMBOTV2MESSAGEADD&ts=1772093963&data[bot][id]=456&data[bot][code]=support"
      "&data[bot][auth][access_token]=secret-a&data[bot][auth][application_token]=secret-b"
      "&data[access_token]=secret-c&data[message][id]=1&auth[domain]=a.bitrix24.com"
      "&auth[application_token]=secret-d&auth[member_id]=m");
  REQUIRE(read.ok());
  CHECK(read->type() == "ONIMBOTV2MESSAGEADD");
  CHECK(read->ts() == 1772093963);
  CHECK(read->token() == "secret-d");
  CHECK(read->auth("member_id") == "m");
  CHECK(read->auth("refresh_token").empty());
  CHECK(read->bot_id() == 456);
  CHECK(read->data().find("secret") == std::string::npos);
  CHECK(Json::parse(read->data())["bot"] == Json{{"id", 456}, {"code", "support"}});
}

TEST_CASE("what is no event is refused") {
  CHECK(Pushed::read("").error().code == "EVENT_INVALID");
  CHECK(Pushed::read("event[]=ONIMBOTV2MESSAGEADD").error().code == "EVENT_INVALID");
  CHECK(Pushed::read("event=A&event=B").error().code == "FORM_INVALID");
  CHECK(Pushed::read("event=A&data=1&data[b]=2").error().code == "FORM_INVALID");
  CHECK(Pushed::read("event=A&data[%zz]=2").error().code == "FORM_INVALID");
  const auto bare = Pushed::read("event=A&auth=x&data=y");
  REQUIRE(bare.ok());
  CHECK(bare->token().empty());
  CHECK(bare->bot_id() == 0);
  CHECK(bare->data() == "{}");
}
