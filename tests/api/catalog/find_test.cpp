#include <algorithm>

#include <catch2/catch.hpp>
#include <nlohmann/json.hpp>

#include "api/catalog/description.h"
#include "api/catalog/names.h"
#include "tests/api/catalog/checked.h"

using namespace luabot::catalog;
using luabot::Json;

TEST_CASE("a method is found in any case") {
  const Method* method = find("imbot.v2.Chat.Message.send");
  REQUIRE(method != nullptr);
  CHECK(method->name == "imbot.v2.Chat.Message.send");
  CHECK(find("IMBOT.V2.chat.message.SEND") == method);
  CHECK(find("imbot.v2.Chat.Message.sen") == nullptr);
  CHECK(find("imbot.v2.Chat.Message.send.") == nullptr);
  CHECK(find("") == nullptr);
}

TEST_CASE("every method finds itself and the list is sorted") {
  const auto methods = all();
  CHECK(methods.size() == 1667);
  CHECK(std::count_if(methods.begin(), methods.end(), [](const Method* one) { return !one->mentioned; }) ==
        1662);
  for (std::size_t i = 0; i < methods.size(); ++i) {
    CHECK(find(methods[i]->name) == methods[i]);
    if (i > 0) CHECK(compare_caseless(methods[i - 1]->name, methods[i]->name) < 0);
  }
}

TEST_CASE("a described method says what it takes and how it may be repeated") {
  const Method& send = *find("imbot.v2.Chat.Message.send");
  CHECK(send.scope == "imbot");
  CHECK(send.repeat == Repeat::deduplicated);
  CHECK(send.described);
  CHECK(send.batchable);
  CHECK(send.takes_bot);
  CHECK(send.takes_token);
  CHECK(find("imbot.v2.Event.get")->repeat == Repeat::idempotent);
  CHECK(find("imbot.v2.Chat.get")->repeat == Repeat::read);
  CHECK(find("imbot.v2.Command.answer")->repeat == Repeat::once);
  CHECK(find("imbot.v2.Bot.register")->repeat == Repeat::idempotent);
  CHECK_FALSE(find("imbot.v2.Bot.register")->takes_bot);
  CHECK_FALSE(find("imbot.v2.Bot.register")->takes_token);
  CHECK_FALSE(find("imbot.v2.Bot.list")->takes_bot);
  CHECK(find("imbot.v2.Bot.list")->takes_token);
  CHECK_FALSE(find("im.dialog.messages.get")->takes_bot);
  CHECK_FALSE(find("batch")->batchable);
  CHECK_FALSE(find("imbot.v2.File.upload")->batchable);
}

TEST_CASE("a method known by name alone is classed by its last word") {
  const Method& list = *find("crm.deal.list");
  CHECK_FALSE(list.described);
  CHECK(list.description == nullptr);
  CHECK(list.scope == "crm");
  CHECK(list.repeat == Repeat::read);
  CHECK(find("crm.deal.add")->repeat == Repeat::once);
  CHECK(find("crm.deal.update")->repeat == Repeat::once);
  CHECK(find("user.current")->repeat == Repeat::read);
  CHECK(find("catalog.product.getFieldsByFilter")->repeat == Repeat::read);
  CHECK(find("event.get")->scope.empty());
}

TEST_CASE("event.offline.get takes events off the queue and is not repeated") {
  CHECK(find("event.offline.get")->repeat == Repeat::once);
  CHECK(find("event.offline.list")->repeat == Repeat::read);
}

TEST_CASE("what moves files or belongs to REST 3 stays out of a batch") {
  CHECK_FALSE(find("disk.folder.uploadFile")->batchable);
  CHECK_FALSE(find("catalog.product.download")->batchable);
  CHECK(find("disk.folder.get")->batchable);
  CHECK(find("call.followup.get")->rest3);
  CHECK_FALSE(find("call.followup.get")->batchable);
  CHECK_FALSE(find("tasks.task.get")->rest3);
}

TEST_CASE("what shows who is typing is of no use later, and nothing else is") {
  std::vector<std::string_view> names;
  for (const Method* method : all())
    if (method->disposable) names.push_back(method->name);
  CHECK(names == std::vector<std::string_view>{"im.dialog.writing", "imbot.chat.sendTyping",
                                               "imbot.v2.Chat.InputAction.notify"});
}

TEST_CASE("a send is deduplicated only with a valid templateId and not as a system message") {
  const Method& send = *find("imbot.v2.Chat.Message.send");
  const std::string uuid = "3f2b8c1e-9a4d-4e57-8c6b-0123456789ab";
  const auto of = [&](Json fields) {
    return repeat_of(send, Json{{"dialogId", "chat5"}, {"fields", std::move(fields)}});
  };
  CHECK(of({{"message", "hi"}, {"templateId", uuid}}) == Repeat::deduplicated);
  CHECK(of({{"message", "hi"}, {"templateId", uuid}, {"system", false}}) == Repeat::deduplicated);
  CHECK(of({{"message", "hi"}, {"templateId", uuid}, {"system", "N"}}) == Repeat::deduplicated);
  CHECK(of({{"message", "hi"}}) == Repeat::once);
  CHECK(of({{"message", "hi"}, {"templateId", "order-17"}}) == Repeat::once);
  CHECK(of({{"message", "hi"}, {"templateId", uuid}, {"system", true}}) == Repeat::once);
  CHECK(of({{"message", "hi"}, {"templateId", uuid}, {"system", "Y"}}) == Repeat::once);
  CHECK(repeat_of(*find("crm.deal.list"), Json::object()) == Repeat::read);
}

TEST_CASE("system errors are found in any case") {
  const SystemError* error = find_system_error("query_limit_exceeded");
  REQUIRE(error != nullptr);
  CHECK(error->code == "QUERY_LIMIT_EXCEEDED");
  CHECK(error->status == 503);
  CHECK(error->message == "Too many requests");
  CHECK(find_system_error("EXPIRED_TOKEN")->status == 401);
  CHECK(find_system_error("OPERATION_TIME_LIMIT")->status == 429);
  CHECK(find_system_error("OPERATION_TIME_LIMIT")->message.empty());
  CHECK(find_system_error("BOT_NOT_FOUND") == nullptr);
  // The OAuth server's: no status is documented.
  for (const char* code : {"invalid_client", "invalid_scope", "invalid_grant", "PAYMENT_REQUIRED"}) {
    INFO(code);
    REQUIRE(find_system_error(code) != nullptr);
    CHECK(find_system_error(code)->status == 0);
  }
}

TEST_CASE("the error codes of a method are those of its page") {
  const auto codes = errors_of(*find("imbot.v2.Chat.Message.getContext"));
  CHECK(codes == std::vector<std::string_view>{"BOT_TOKEN_NOT_SPECIFIED", "BOT_ID_REQUIRED", "BOT_NOT_FOUND",
                                               "BOT_OWNERSHIP_ERROR", "BOT_TYPE_NOT_ALLOWED",
                                               "MESSAGE_NOT_FOUND", "MESSAGE_ACCESS_DENIED"});
  CHECK(errors_of(*find("crm.deal.list")).empty());
}
