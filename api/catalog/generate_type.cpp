#include "api/catalog/generate_type.h"

#include <algorithm>
#include <array>
#include <set>

#include "api/catalog/names.h"

namespace luabot::catalog::generate {
namespace {

constexpr std::array<std::pair<std::string_view, Kind>, 11> kinds{{{"string", kind_string},
                                                                   {"integer", kind_integer},
                                                                   {"number", kind_number},
                                                                   {"boolean", kind_boolean},
                                                                   {"object", kind_object},
                                                                   {"array", kind_array},
                                                                   {"map", kind_map},
                                                                   {"file", kind_file},
                                                                   {"datetime", kind_datetime},
                                                                   {"json", kind_json},
                                                                   {"any", kind_any}}};

constexpr std::array<std::pair<std::string_view, Format>, 5> formats{
    {{"dialog", Format::dialog},
     {"chat", Format::chat},
     {"dialogOrGroup", Format::dialog_or_group},
     {"uuid", Format::uuid},
     {"language", Format::language}}};

// The data's key for each of Param's limits, and the kinds that it goes with.
struct Limit {
  std::string_view key;
  std::string_view member;
  std::uint16_t kinds;
};
constexpr std::array<Limit, 6> limits{{{"minLength", "min_length", kind_string},
                                       {"maxLength", "max_length", kind_string},
                                       {"maxItems", "max_items", kind_array | kind_map},
                                       {"maxSerializedLength", "max_serialized", kind_array | kind_object},
                                       {"maxBytes", "max_bytes", kind_file},
                                       {"maxPixels", "max_pixels", kind_file}}};

std::uint16_t read_kind(const Node& node, std::string_view word, const std::vector<EntityData>* entities,
                        std::string& entity) {
  for (const auto& [name, kind] : kinds)
    if (name == word) return kind;
  if (entities != nullptr)
    for (const EntityData& known : *entities)
      if (known.name == word) {
        entity = known.name;
        return kind_entity;
      }
  node.fail("unknown type \"" + std::string(word) + "\"");
}

ConditionData read_condition(const Node& node, bool unless) {
  const auto members = node.members();
  if (members.size() != 1) node.fail("expected one parameter with a value");
  return {members[0].first, members[0].second.dump(), unless};
}

void read_limits(const Node& node, ParamData& param) {
  for (const Limit& limit : limits) {
    if (!node.has(limit.key)) continue;
    const Node at = node.at(limit.key);
    if (at.integer() <= 0 || at.integer() > 0xffffffffLL) at.fail("expected a number above 0");
    if (!param.type.has(limit.kinds)) at.fail("does not go with this type");
    param.limits[std::string(limit.member)] = static_cast<std::uint32_t>(at.integer());
  }
  for (const std::string_view key : {"min", "max"}) {
    if (!node.has(key)) continue;
    const Node at = node.at(key);
    if (!param.type.has(kind_integer | kind_number)) at.fail("does not go with this type");
    (key == "min" ? param.min : param.max) = at.integer();
  }
  if (param.min > param.max) node.fail("min is above max");
  if (node.has("overLimit")) {
    const std::string what = node.at("overLimit").text();
    if (what != "truncate" && what != "error") node.at("overLimit").fail("expected truncate or error");
    if (param.limits.count("max_length") == 0) node.at("overLimit").fail("needs maxLength");
    param.truncates = what == "truncate";
  }
}

void read_map(const Node& node, ParamData& param) {
  if (!param.type.has(kind_map)) {
    if (node.has("key") || node.has("value")) node.fail("key and value go with a map");
    return;
  }
  if (node.has("key")) param.key = read_format(node.at("key"));
  param.value = read_type(node.at("value"), nullptr).type;
}

ParamData read_param(const std::string& name, const Node& node, const std::vector<ShapeData>& shapes) {
  ParamData param;
  param.name = name;
  if (node.is_string()) {
    param.type = read_type(node, nullptr).type;
    if (param.type.has(kind_map)) node.fail("a map needs \"value\"");
    return param;
  }
  node.only({"type",           "format",    "required",    "requiredWhen",
             "requiredUnless", "needs",     "default",     "enum",
             "enumOpen",       "min",       "max",         "minLength",
             "maxLength",      "overLimit", "maxItems",    "maxSerializedLength",
             "maxBytes",       "maxPixels", "key",         "value",
             "params",         "shape",     "undocumented"});
  param.type = read_type(node.at("type"), nullptr).type;
  if (node.has("format")) {
    param.format = read_format(node.at("format"));
    if (!param.type.has(kind_string)) node.at("format").fail("goes with a string");
  }
  param.required = node.boolean("required", false);
  param.undocumented = node.boolean("undocumented", false);
  if (node.has("requiredWhen")) param.required_when = read_condition(node.at("requiredWhen"), false);
  if (node.has("requiredUnless")) param.required_when = read_condition(node.at("requiredUnless"), true);
  param.needs = node.text("needs", "");
  if (node.has("default")) param.default_json = node.at("default").dump();
  if (node.has("enum")) param.values = node.at("enum").texts();
  param.open = node.boolean("enumOpen", false);
  if (param.open && param.values.empty()) node.at("enumOpen").fail("needs enum");
  read_limits(node, param);
  read_map(node, param);
  if (node.has("params")) {
    if (!param.type.has(kind_object | kind_array)) node.at("params").fail("goes with an object or an array");
    param.params = read_params(node.at("params"), shapes);
  }
  param.shape = node.text("shape", "");
  const auto same = [&](const ShapeData& shape) { return shape.name == param.shape; };
  if (!param.shape.empty() && std::none_of(shapes.begin(), shapes.end(), same))
    node.at("shape").fail("unknown shape");
  return param;
}

}  // namespace

TypeData read_type(const Node& node, const std::vector<EntityData>* entities) {
  std::string text = node.text();
  TypeData data;
  if (text.back() == '?') {
    data.type.nullable = true;
    text.pop_back();
  }
  for (std::size_t from = 0; from <= text.size();) {
    const std::size_t bar = std::min(text.find('|', from), text.size());
    std::string_view word = std::string_view(text).substr(from, bar - from);
    from = bar + 1;
    if (word.ends_with("[]")) {
      word.remove_suffix(2);
      data.type.kinds |= kind_array;
      data.type.items |= read_kind(node, word, entities, data.entity);
    } else {
      data.type.kinds |= read_kind(node, word, entities, data.entity);
    }
  }
  return data;
}

Format read_format(const Node& node) {
  const std::string text = node.text();
  for (const auto& [name, format] : formats)
    if (name == text) return format;
  node.fail("unknown format \"" + text + "\"");
}

std::vector<ParamData> read_params(const Node& node, const std::vector<ShapeData>& shapes) {
  std::vector<ParamData> params;
  std::set<std::string> names;
  for (const auto& [name, at] : node.members()) {
    params.push_back(read_param(name, at, shapes));
    if (!names.insert(name).second || !names.insert(other_spelling(name)).second)
      at.fail("is another one's name in the other spelling");
  }
  for (const ParamData& param : params)
    for (const std::string& other : {param.needs, param.required_when.param})
      if (!other.empty() && other != "auth" && names.count(other) == 0)
        node.at(param.name).fail("there is no \"" + other + "\" beside it");
  return params;
}

}  // namespace luabot::catalog::generate
