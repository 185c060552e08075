#include "runtime/reference/words.h"

#include <array>
#include <utility>
#include <vector>

#include <fmt/format.h>

namespace luabot::reference {
namespace {

using namespace catalog;

constexpr std::array<std::pair<Kind, std::string_view>, 11> kinds{{{kind_string, "string"},
                                                                   {kind_integer, "integer"},
                                                                   {kind_number, "number"},
                                                                   {kind_boolean, "boolean"},
                                                                   {kind_object, "object"},
                                                                   {kind_array, "array"},
                                                                   {kind_map, "map"},
                                                                   {kind_file, "base64"},
                                                                   {kind_datetime, "datetime"},
                                                                   {kind_json, "JSON text"},
                                                                   {kind_any, "any"}}};

std::string joined(const std::vector<std::string>& parts, std::string_view between) {
  std::string text;
  for (const std::string& part : parts) {
    if (!text.empty()) text += between;
    text += part;
  }
  return text;
}

std::string_view format_words(Format format) {
  switch (format) {
    case Format::dialog:
      return "`chat5`, or `5` for a person";
    case Format::chat:
      return "`chat5`";
    case Format::dialog_or_group:
      return "`chat5`, `5` for a person, or `sg5` for a workgroup";
    case Format::uuid:
      return "a UUID";
    case Format::language:
      return "a language such as `en`";
    case Format::none:
      break;
  }
  return "";
}

}  // namespace

std::string type_words(const Type& type, const Entity* entity) {
  std::vector<std::string> words;
  for (const auto& [kind, word] : kinds) {
    if (!type.has(kind)) continue;
    std::string text(word);
    if (kind == kind_array && type.items != 0)
      text += " of " + type_words(Type{type.items, 0, false}, entity);
    words.push_back(std::move(text));
  }
  if (type.has(kind_entity) && entity != nullptr)
    words.push_back(fmt::format("[{}](entities.md#{})", entity->name, entity->name));
  if (type.nullable) words.emplace_back("null");
  return joined(words, " or ");
}

std::string limit_words(const Param& param) {
  std::vector<std::string> words;
  if (param.format != Format::none) words.emplace_back(format_words(param.format));
  if (param.key != Format::none) words.push_back(fmt::format("keys: {}", format_words(param.key)));
  if (!param.values.empty()) {
    std::string values;
    for (const std::string_view value : param.values)
      values += fmt::format("{}`{}`", values.empty() ? "" : ", ", value);
    words.push_back(param.open ? "such as " + values : values);
  }
  if (param.min != no_min && param.max != no_max) {
    words.push_back(fmt::format("{} to {}", param.min, param.max));
  } else if (param.min != no_min) {
    words.push_back(fmt::format("at least {}", param.min));
  } else if (param.max != no_max) {
    words.push_back(fmt::format("at most {}", param.max));
  }
  if (param.min_length != 0) words.push_back(fmt::format("at least {} characters", param.min_length));
  if (param.max_length != 0)
    words.push_back(
        fmt::format("at most {} characters{}", param.max_length, param.truncates ? ", the rest is cut" : ""));
  if (param.max_items != 0) words.push_back(fmt::format("at most {} items", param.max_items));
  if (param.max_serialized != 0)
    words.push_back(fmt::format("at most {} characters as JSON", param.max_serialized));
  if (param.max_bytes != 0) words.push_back(fmt::format("at most {} bytes", param.max_bytes));
  if (param.max_pixels != 0) words.push_back(fmt::format("at most {} pixels a side", param.max_pixels));
  if (!param.needs.empty()) words.push_back(fmt::format("needs `{}`", param.needs));
  if (!param.default_json.empty()) words.push_back(fmt::format("default `{}`", param.default_json));
  if (param.shape != nullptr) words.push_back(fmt::format("[{0}](shapes.md#{0})", param.shape->name));
  if (param.undocumented) words.emplace_back("not on the method's page");
  return joined(words, "; ");
}

std::string required_words(const Param& param) {
  if (param.required) return "yes";
  const Condition& when = param.required_when;
  if (when.param.empty()) return "";
  return fmt::format("{} `{}` is `{}`", when.unless ? "unless" : "when", when.param, when.value);
}

// NOLINTNEXTLINE(misc-no-recursion): parameters are nested
std::string param_rows(const Slice<Param>& params, const std::string& prefix) {
  std::string out;
  for (const Param& param : params) {
    const std::string path = prefix + std::string(param.name);
    std::string about(param.about);
    if (const std::string limits = limit_words(param); !limits.empty()) about += "; " + limits;
    out += fmt::format("| `{}` | {} | {} | {} |\n", path, type_words(param.type), cell(required_words(param)),
                       cell(about));
    const bool rows = param.type.has(kind_array) && !param.type.has(kind_object);
    out += param_rows(param.params, path + (rows ? "[]." : "."));
  }
  return out;
}

std::string_view repeat_words(Repeat repeat) {
  switch (repeat) {
    case Repeat::read:
      return "reads, so it is repeated freely";
    case Repeat::idempotent:
      return "leaves the same state when repeated";
    case Repeat::deduplicated:
      return "repeats with the same key are dropped by the portal";
    case Repeat::once:
      break;
  }
  return "never repeated by itself";
}

std::string cell(std::string_view text) {
  std::string out;
  for (const char c : text) {
    if (c == '|') out += '\\';
    out += c;
  }
  return out;
}

std::string listed(const Slice<std::string_view>& texts, std::string_view last) {
  std::string out;
  for (std::size_t i = 0; i < texts.size(); ++i) {
    if (i > 0) out += i + 1 == texts.size() ? fmt::format(" {} ", last) : ", ";
    out += fmt::format("`{}`", texts[i]);
  }
  return out;
}

}  // namespace luabot::reference
