#include "api/catalog/example.h"

#include <catch2/catch.hpp>
#include <nlohmann/json.hpp>

#include "api/catalog/catalog.h"
#include "api/catalog/description.h"

using namespace luabot::catalog;
using luabot::Json;

namespace {

bool is_time(const Json& value) {
  return value.is_string() && value.get<std::string>().find("T") == 10;
}

bool right(const Json& value, std::uint16_t kinds) {
  const auto allowed = [&](std::uint16_t kind) { return (kinds & kind) != 0; };
  if (allowed(kind_any)) return true;
  if (value.is_boolean()) return allowed(kind_boolean);
  if (value.is_number_integer()) return allowed(kind_integer | kind_number) && value.get<int>() > 0;
  if (value.is_string()) return allowed(kind_string | kind_json | kind_file) || is_time(value);
  if (value.is_object()) return allowed(kind_object | kind_map | kind_entity);
  return value.is_array() && allowed(kind_array);
}

// Every value at a path: of each item where it says [], and of each key where it says {key}.
std::vector<const Json*> values_at(const Json& from, std::string_view path) {
  if (path.empty()) return {&from};
  std::vector<const Json*> found;
  const auto add = [&](const Json& inner, std::string_view rest) {
    for (const Json* value : values_at(inner, rest)) found.push_back(value);
  };
  if (path.starts_with("[]")) {
    if (from.is_array())
      for (const Json& item : from) add(item, path.substr(2));
    return found;
  }
  if (path.starts_with('.')) path.remove_prefix(1);
  const std::string_view name = path.substr(0, path.find_first_of(".["));
  const std::string_view stem = name.substr(0, name.find('{'));
  for (const auto& [key, value] : from.items())
    if (from.is_object() && (stem == name ? key == name : key.starts_with(stem)))
      add(value, path.substr(name.size()));
  return found;
}

void check_field(const Json& from, const Field& field, const std::string& where) {
  const bool keyed = field.path.find("{key}") != std::string_view::npos;
  const std::vector<const Json*> values = values_at(from, field.path);
  INFO(where << " in " << from.dump());
  REQUIRE_FALSE(values.empty());
  bool one_right = false;
  for (const Json* value : values) {
    const bool fits = right(*value, field.type.kinds);
    one_right = one_right || fits;
    // A key that is data stands for the fixed ones beside it too.
    if (!keyed) CHECK(fits);
    if (fits && !field.values.empty()) CHECK(*value == Json(std::string(field.values[0])));
    if (field.entity == nullptr) continue;
    const Json& entity = value->is_array() ? value->at(0) : *value;
    for (const Field& inner : field.entity->fields)
      check_field(entity, inner, where + "." + std::string(inner.path));
  }
  CHECK(one_right);
}

}  // namespace

TEST_CASE("each example has every documented field with the documented type") {
  int fields = 0;
  for (const Method* method : all()) {
    if (!method->described) continue;
    const Json answer = {{"result", Json::parse(example(*method))}};
    for (const Field& field : method->description->result) {
      if (!field.path.starts_with("result")) continue;
      check_field(answer, field, std::string(method->name) + " " + std::string(field.path));
      ++fields;
    }
  }
  CHECK(fields > 1000);
}

TEST_CASE("an example says what a portal would") {
  const auto of = [](std::string_view name) { return Json::parse(example(*find(name))); };
  CHECK(of("im.chat.add") == 1);
  CHECK(of("im.chat.user.list") == Json::array({1}));
  CHECK(of("im.chat.leave") == true);
  CHECK(of("im.user.status.get") == "online");
  CHECK(of("server.time") == "2026-03-02T10:15:00+00:00");
  const Json users = of("imbot.v2.Chat.User.list");
  REQUIRE(users.size() == 1);
  CHECK(users[0]["gender"] == "M");
  CHECK(users[0]["idle"] == false);
  CHECK(users[0]["departments"] == Json::array({1}));
  CHECK(users[0]["phones"]["personalPhone"] == "+15550100");
}

TEST_CASE("a method that is not described has no example") {
  CHECK(example(*find("crm.deal.list")) == "null");
}
