#include "tests/api/catalog/documented.h"

#include <algorithm>
#include <set>

#include <nlohmann/json.hpp>

#include "api/catalog/description.h"
#include "api/catalog/values.h"

namespace luabot::test {
namespace {

using namespace luabot::catalog;

/// Whether an answer's value is of the type. PHP writes an empty map as a list.
bool fits_answer(const Json& value, const Type& type) {
  if (value.is_null()) return type.nullable || type.has(kind_any);
  if (type.has(kind_any)) return true;
  if (value.is_string()) return type.has(kind_string | kind_datetime | kind_file | kind_json);
  if (value.is_boolean()) return type.has(kind_boolean);
  if (value.is_number_integer()) return type.has(kind_integer | kind_number);
  if (value.is_number()) return type.has(kind_number);
  const auto objects = kind_object | kind_map | kind_entity;
  if (value.is_object()) return type.has(objects);
  return type.has(kind_array) || (value.empty() && type.has(objects));
}

struct Look {
  std::set<std::string> found;  // each once, however many items have it

  void leaf(const Json& value, const Field& field, const std::string& path) {
    if (!fits_answer(value, field.type)) {
      found.insert(path + ": " + std::string(kind_of(value)));
    } else if (!field.values.empty() && value.is_string() && !field.open) {
      const auto text = value.get<std::string>();
      if (std::find(field.values.begin(), field.values.end(), text) == field.values.end())
        found.insert(path + ": " + value.dump());
    }
    if (field.entity == nullptr) return;
    const bool list = field.type.has(kind_array);
    for (const Field& one : field.entity->fields)
      walk(value, one, (list ? "[]." : ".") + std::string(one.path), path);
  }

  void walk(const Json& at, const Field& field, std::string_view rest, const std::string& path) {
    if (rest.empty()) return leaf(at, field, path);
    if (rest.substr(0, 2) == "[]") {
      if (!at.is_array()) return;
      for (const auto& item : at) walk(item, field, rest.substr(2), path + "[]");
      return;
    }
    if (rest.front() == '.') rest.remove_prefix(1);
    const auto end = std::min(rest.find_first_of(".["), rest.size());
    const auto name = rest.substr(0, end);
    if (!at.is_object()) return;
    const auto brace = name.find('{');
    if (brace != std::string_view::npos) {
      for (const auto& [key, value] : at.items()) {
        const bool is_data =
            brace > 0 ? key.rfind(name.substr(0, brace), 0) == 0
                      : std::all_of(key.begin(), key.end(), [](char c) { return c >= '0' && c <= '9'; });
        if (is_data) walk(value, field, rest.substr(end), path + "." + std::string(name));
      }
      return;
    }
    const auto here = path.empty() ? std::string(name) : path + "." + std::string(name);
    const auto value = at.find(name);
    if (value != at.end()) return walk(*value, field, rest.substr(end), here);
    if (end == rest.size()) found.insert(here + ": missing");
  }
};

}  // namespace

std::vector<std::string> differences(std::string_view method, const Json& answer) {
  const auto* known = find(method);
  if (known == nullptr || known->description == nullptr) return {"the catalog does not describe the method"};
  Look look;
  for (const Field& field : known->description->result) look.walk(answer, field, field.path, "");
  return {look.found.begin(), look.found.end()};
}

}  // namespace luabot::test
