#include <set>
#include <string>

#include <catch2/catch.hpp>

#include "api/catalog/catalog.h"
#include "api/catalog/description.h"
#include "api/catalog/names.h"

using namespace luabot::catalog;

namespace {

std::vector<const Method*> described() {
  std::vector<const Method*> methods;
  for (const Method* method : all())
    if (method->described) methods.push_back(method);
  return methods;
}

void check_params(const Slice<Param>& params, const std::string& path) {
  std::set<std::string> names;
  for (const Param& param : params) {
    const std::string where = path + "." + std::string(param.name);
    INFO(where);
    CHECK(names.insert(std::string(param.name)).second);
    CHECK(names.insert(std::string(param.alias)).second);
    CHECK(param.type.kinds != 0);
    CHECK_FALSE(param.about.empty());
    CHECK(param.min <= param.max);
    check_params(param.params, where);
    if (param.shape != nullptr) {
      CHECK_FALSE(param.shape->items.empty());
      check_params(param.shape->items, where + "[]");
    }
  }
}

const Param& param(std::string_view method, std::string_view path) {
  Slice<Param> params = find(method)->description->params;
  while (true) {
    const std::string_view name = path.substr(0, path.find('.'));
    const Param* found = nullptr;
    for (const Param& one : params)
      if (one.name == name) found = &one;
    REQUIRE(found != nullptr);
    if (name.size() == path.size()) return *found;
    path.remove_prefix(name.size() + 1);
    params = found->params;
  }
}

const Field* field(std::string_view method, std::string_view path) {
  for (const Field& one : find(method)->description->result)
    if (one.path == path) return &one;
  return nullptr;
}

}  // namespace

TEST_CASE("the bot methods and batch and server.time are described") {
  CHECK(described().size() == 109);
}

TEST_CASE("every described method has a sentence and a result and unique parameters") {
  for (const Method* method : described()) {
    INFO(method->name);
    const Description& description = *method->description;
    CHECK(description.about.ends_with('.'));
    CHECK_FALSE(method->scope.empty());
    REQUIRE_FALSE(description.result.empty());
    CHECK(description.result[0].path == "result");
    check_params(description.params, std::string(method->name));
    std::set<std::string_view> paths;
    for (const Field& one : description.result) {
      CHECK(paths.insert(one.path).second);
      CHECK((one.entity != nullptr) == (((one.type.kinds | one.type.items) & kind_entity) != 0));
    }
    std::set<std::string_view> codes;
    for (const MethodError& error : description.errors) CHECK(codes.insert(error.code).second);
  }
}

TEST_CASE("limits and defaults stand in the tables") {
  CHECK(param("imbot.v2.Chat.Message.send", "fields.message").max_length == 20000);
  CHECK(param("imbot.v2.Chat.Message.send", "fields.message").truncates);
  CHECK(param("imbot.v2.Chat.Message.send", "fields.attach").max_serialized == 60000);
  CHECK(param("imbot.v2.Chat.Message.send", "fields.forwardIds").max_items == 100);
  CHECK(param("imbot.v2.Chat.Message.send", "fields.urlPreview").default_json == "true");
  CHECK(param("imbot.v2.Chat.Message.getContext", "range").max == 50);
  CHECK(param("imbot.v2.Chat.Message.getContext", "range").default_json == "50");
  CHECK(param("im.dialog.messages.get", "LIMIT").max == 50);
  CHECK(param("im.dialog.messages.get", "LIMIT").min == no_min);
  CHECK(param("im.dialog.messages.get", "LIMIT").default_json == "20");
  CHECK(param("imbot.v2.Event.get", "limit").max == 1000);
  CHECK(param("imbot.v2.Bot.register", "fields.botToken").max_length == 40);
  CHECK(param("imbot.v2.Bot.register", "fields.properties.avatar").max_pixels == 5000);
  CHECK(param("imbot.v2.File.upload", "fields.content").max_bytes == 104857600);
  CHECK(param("im.chat.add", "USERS").alias == "users");
  CHECK(param("imbot.v2.Chat.get", "dialogId").alias == "DIALOG_ID");
}

TEST_CASE("answers name their fields with entities") {
  const Field* users = field("imbot.v2.Chat.Message.getContext", "result.users");
  REQUIRE(users != nullptr);
  CHECK(users->type.has(kind_array));
  REQUIRE(users->entity != nullptr);
  CHECK(users->entity->name == "User");
  CHECK(users->entity->fields.size() == 27);
  CHECK(field("imbot.v2.Chat.get", "result.chat")->entity == find_entity("Chat"));
  CHECK(field("imbot.v2.Chat.Message.get", "result.message")->entity == find_entity("Message"));
  const Field* uuid = field("im.dialog.messages.get", "result.messages[].uuid");
  REQUIRE(uuid != nullptr);
  CHECK(uuid->type.nullable);
  CHECK(find_entity("Time") != nullptr);
  CHECK(find_entity("Nothing") == nullptr);
}

TEST_CASE("spellings turn into each other") {
  CHECK(other_spelling("dialogId") == "DIALOG_ID");
  CHECK(other_spelling("DIALOG_ID") == "dialogId");
  CHECK(other_spelling("SEARCH_DATE_FROM") == "searchDateFrom");
  CHECK(other_spelling("limit") == "LIMIT");
  CHECK(edit_distance("message", "mesage", 3) == 1);
  CHECK(edit_distance("send", "sned", 3) == 1);
  CHECK(edit_distance("send", "update", 3) == 4);
  CHECK(edit_distance("", "abc", 5) == 3);
}
