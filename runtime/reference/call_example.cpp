#include "runtime/reference/call_example.h"

#include <algorithm>
#include <string_view>

#include <nlohmann/json.hpp>

#include "api/catalog/description.h"

namespace luabot::reference {
namespace {

using namespace catalog;

// Whether the parameter beside it has by default the value that makes this one required.
bool required_by_default(const Param& param, const Slice<Param>& params) {
  const Condition& when = param.required_when;
  for (const Param& other : params)
    if (other.name == when.param) return (other.default_json == when.value) != when.unless;
  return false;
}

bool host_fills(const Param& param) {
  return param.name == "botId" || param.name == "botToken";
}

class Example {
 public:
  explicit Example(const Description& description) : description_(description) {}

  Json make() { return object(description_.params, ""); }

 private:
  // The first path of a rule stands for all.
  [[nodiscard]] bool chosen(const std::string& path) const {
    return std::any_of(description_.rules.begin(), description_.rules.end(), [&](const Rule& rule) {
      const std::string_view first = rule.paths[0];
      return first == path || first.starts_with(path + ".");
    });
  }

  // NOLINTNEXTLINE(misc-no-recursion): parameters are nested
  Json object(const Slice<Param>& params, const std::string& prefix) {
    Json made = Json::object();
    for (const Param& param : params) {
      const std::string path = prefix + std::string(param.name);
      if (!host_fills(param) && (param.required || required_by_default(param, params) || chosen(path)))
        made[std::string(param.name)] = value(param, path);
    }
    // An object that is required and holds nothing else would say nothing.
    if (made.empty() && !prefix.empty())
      for (const Param& param : params)
        if (!host_fills(param)) {
          made[std::string(param.name)] = value(param, prefix + std::string(param.name));
          break;
        }
    return made;
  }

  // NOLINTNEXTLINE(misc-no-recursion): parameters are nested
  Json value(const Param& param, const std::string& path) {
    const Type& type = param.type;
    if (!param.values.empty()) {
      const std::string first(param.values[0]);
      return type.has(kind_string) ? Json(first) : Json::parse(first);
    }
    if (param.shape != nullptr)
      return Json::array({{{param.shape->name == "attach" ? "MESSAGE" : "TEXT", "Hello"}}});
    if (type.has(kind_map)) return map(param);
    if (type.has(kind_object)) return object(param.params, path + ".");
    if (type.has(kind_array)) return Json::array({5});
    if (type.has(kind_integer | kind_number)) return std::max<std::int64_t>(param.min, 5);
    if (type.has(kind_boolean)) return true;
    if (type.has(kind_file)) return "SGVsbG8=";
    if (type.has(kind_datetime)) return "2026-03-02T10:15:00+00:00";
    return text(param);
  }

  static Json map(const Param& param) {
    if (param.key == Format::uuid) return {{"3f2b8c1e-9a4d-4e57-8c6b-0123456789ab", 5}};
    if (param.key == Format::language) return {{"en", "Hello"}};
    return {{"me", "im.user.get"}};
  }

  static Json text(const Param& param) {
    if (param.format == Format::uuid) return "3f2b8c1e-9a4d-4e57-8c6b-0123456789ab";
    if (param.format == Format::language) return "en";
    if (param.format != Format::none) return "chat5";
    if (param.name == "webhookUrl") return "https://bots.example.com/events";
    if (param.name == "reaction") return "like";
    return "Hello";
  }

  const Description& description_;
};

}  // namespace

Json call_example(const Method& method) {
  return method.description == nullptr ? Json::object() : Example(*method.description).make();
}

}  // namespace luabot::reference
