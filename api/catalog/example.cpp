#include "api/catalog/example.h"

#include <algorithm>
#include <array>
#include <string_view>
#include <utility>
#include <vector>

#include <nlohmann/json.hpp>

#include "api/catalog/catalog.h"
#include "api/catalog/description.h"
#include "api/catalog/names.h"

namespace luabot::catalog {
namespace {

constexpr std::string_view item = "[]";

// The fields of an answer as the tree that their paths tell of.
struct Place {
  std::string name;  // a key, "{key}" or "[]"
  const Field* field = nullptr;
  std::vector<Place> inner{};
};

Place& inner(Place& place, std::string_view name) {
  for (Place& known : place.inner)
    if (known.name == name) return known;
  return place.inner.emplace_back(Place{std::string(name)});
}

void put(Place& root, const Field& field) {
  Place* at = &root;
  for (std::string_view path = field.path; !path.empty();) {
    const std::size_t end =
        std::min(path.starts_with(item) ? item.size() : path.find_first_of(".["), path.size());
    at = &inner(*at, path.substr(0, end));
    path.remove_prefix(end);
    if (path.starts_with('.')) path.remove_prefix(1);
  }
  at->field = &field;
  if (field.entity == nullptr) return;
  Place& holder = field.type.has(kind_array) ? inner(*at, item) : *at;
  for (const Field& one : field.entity->fields) put(holder, one);
}

// Bitrix24 writes times in ISO 8601 with the server's offset.
constexpr std::string_view time_text = "2026-03-02T10:15:00+00:00";

// The first of these that a field's name ends with, in lower case and without underscores.
constexpr std::array<std::pair<std::string_view, std::string_view>, 17> texts{
    {{"date", time_text},
     {"datecreate", time_text},
     {"email", "anna@example.com"},
     {"color", "#4ba984"},
     {"phone", "+15550100"},
     {"mobile", "+15550100"},
     {"avatar", "https://portal.example/avatar.png"},
     {"url", "https://portal.example/file/1"},
     {"link", "https://portal.example/online/"},
     {"download", "https://portal.example/file/1"},
     {"uuid", "3f2b8c1e-9a4d-4e57-8c6b-0123456789ab"},
     {"dialogid", "chat1"},
     {"firstname", "Anna"},
     {"lastname", "Field"},
     {"name", "Anna Field"},
     {"birthday", "02-03"},
     {"id", "1"}}};

std::string_view text_for(std::string_view name) {
  const std::string wanted = folded(name);
  for (const auto& [end, text] : texts)
    if (wanted.ends_with(end)) return text;
  return "text";
}

Json scalar(std::uint16_t kinds, std::string_view name) {
  if ((kinds & (kind_integer | kind_number)) != 0) return 1;
  // The portal writes false for a date or text that is not there.
  if ((kinds & kind_boolean) != 0) return (kinds & (kind_string | kind_datetime)) == 0;
  if ((kinds & kind_datetime) != 0) return time_text;
  if ((kinds & kind_json) != 0) return "{}";
  if ((kinds & kind_file) != 0) return "SGVsbG8=";
  if ((kinds & kind_string) != 0) return text_for(name);
  return nullptr;
}

Json value_of(const Place& place);

// A key that is data becomes "1", the id of somebody or something.
std::string key_of(const std::string& name) {
  const std::size_t open = name.find('{');
  return open == std::string::npos ? name : name.substr(0, open) + "1";
}

Json object_of(const Place& place) {
  Json object = Json::object();
  for (const Place& one : place.inner)
    if (one.name != item) object[key_of(one.name)] = value_of(one);
  return object;
}

Json array_of(const Place& place, const Type& type) {
  for (const Place& one : place.inner)
    if (one.name == item) return Json::array({value_of(one)});
  return type.items == 0 ? Json::array() : Json::array({scalar(type.items, place.name)});
}

Json value_of(const Place& place) {
  // An item, or a key that is data, may have no line of its own; then its fields are what is known.
  if (place.field == nullptr) return object_of(place);
  const Field& field = *place.field;
  if (!field.values.empty()) {
    if (field.type.has(kind_string)) return field.values[0];
    return Json::parse(field.values[0]);
  }
  const bool named =
      std::any_of(place.inner.begin(), place.inner.end(), [](const Place& one) { return one.name != item; });
  if (field.type.has(kind_array) && !named) return array_of(place, field.type);
  if (field.type.has(kind_object | kind_map | kind_entity)) return object_of(place);
  if (field.type.has(kind_array)) return array_of(place, field.type);
  return scalar(field.type.kinds, place.name);
}

}  // namespace

std::string example(const Method& method) {
  if (method.description == nullptr) return "null";
  Place answer{"", nullptr};
  for (const Field& field : method.description->result) put(answer, field);
  return value_of(inner(answer, "result")).dump();
}

}  // namespace luabot::catalog
