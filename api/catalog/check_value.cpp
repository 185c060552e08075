#include <algorithm>

#include <nlohmann/json.hpp>

#include "api/catalog/checker.h"
#include "api/catalog/values.h"

namespace luabot::catalog {
namespace {

bool is_yes_no(const Slice<std::string_view>& values) {
  return !values.empty() && values[0] == "Y" && (values.size() == 1 || values[1] == "N");
}

// Lua's empty table is an object or an array as the parameter has it; its numbers know no integers.
void correct(Json& value, const Param& param) {
  const Type& type = param.type;
  if (value.is_object() && value.empty() && type.has(kind_array) && !type.has(kind_map) &&
      (!type.has(kind_object) || param.shape != nullptr)) {
    value = Json::array();
  } else if (value.is_array() && value.empty() && !type.has(kind_array) && type.has(kind_object | kind_map)) {
    value = Json::object();
  }
  const bool dialog = param.format == Format::dialog || param.format == Format::dialog_or_group;
  if (value.is_number_float() && (type.has(kind_integer) || dialog) && !type.has(kind_number))
    if (const auto whole = whole_number(value)) value = *whole;
  if (value.is_number_integer() && dialog) value = value.dump();
  if (type.has(kind_string) && is_yes_no(param.values) && !value.is_string())
    if (const auto yes = truth(value)) value = *yes ? "Y" : "N";
}

bool refers(const Json& value) {
  return value.is_string() && value.get_ref<const std::string&>().find("$result[") != std::string::npos;
}

std::string text_of(const Json& value) {
  return value.is_string() ? value.get<std::string>() : value.dump();
}

}  // namespace

bool Checker::check_value(Json& value, const Param& param, const std::string& path) {
  if (value.is_null() && param.type.nullable) return true;
  if (references_ == References::taken && refers(value)) return true;
  correct(value, param);
  if (param.shape != nullptr && value.is_string()) {
    const auto& text = value.get_ref<const std::string&>();
    if (text == "N" || text.empty()) return true;
  }
  if (!fits(value, param.type.kinds)) {
    const bool no_json = value.is_string() && param.type.has(kind_json);
    return expected(path, kinds_of(param.type), no_json ? "a string that is not JSON" : kind_of(value));
  }
  if (!value.is_structured() && !check_scalar(value, param, path)) return false;
  if (!check_sizes(value, param, path)) return false;
  if (param.shape != nullptr) return check_shape(value, *param.shape, path);
  if (value.is_array()) return check_array(value, param.params, param.type.items, path);
  if (value.is_object() && param.type.has(kind_map)) return check_map(value, param, path);
  if (value.is_object() && !param.params.empty()) return check_object(value, param.params, path);
  return true;
}

bool Checker::check_scalar(const Json& value, const Param& param, const std::string& path) {
  const auto& values = param.values;
  if (!values.empty() && std::find(values.begin(), values.end(), text_of(value)) == values.end()) {
    if (param.open) {
      warnings_.push_back(path + ": " + shown(value) + " is not among the documented values");
    } else {
      std::string list = values.size() > 1 ? "one of " : "";
      for (std::size_t i = 0; i < values.size(); ++i) list += (i > 0 ? ", " : "") + std::string(values[i]);
      return expected(path, list, shown(value));
    }
  }
  if (param.min != no_min || param.max != no_max) {
    const auto number = whole_number(value);
    if (number && (*number < param.min || *number > param.max)) {
      const std::string range = param.max == no_max ? "at least " + std::to_string(param.min)
                                : param.min == no_min
                                    ? "at most " + std::to_string(param.max)
                                    : std::to_string(param.min) + " to " + std::to_string(param.max);
      return expected(path, range, text_of(value));
    }
  }
  return !value.is_string() || check_text(value.get_ref<const std::string&>(), param, path);
}

// The value of a text that may be a secret is not shown: those have a length, not a form.
bool Checker::check_text(const std::string& text, const Param& param, const std::string& path) {
  if (param.format != Format::none && !fits(text, param.format))
    return expected(path, words_for(param.format), shown(text));
  if (param.max_length > 0 && !param.truncates && length(text) > param.max_length)
    return expected(path, "at most " + std::to_string(param.max_length) + " characters",
                    std::to_string(length(text)));
  if (length(text) < param.min_length)
    return expected(path, "at least " + std::to_string(param.min_length) + " characters",
                    std::to_string(length(text)));
  if (!param.type.has(kind_file)) return true;
  if (text.starts_with("data:")) return expected(path, "base64 alone", "a data: address");
  const std::size_t bytes = text.size() / 4 * 3;
  if (param.max_bytes > 0 && bytes > std::size_t{param.max_bytes} + 2)
    return expected(path, "at most " + std::to_string(param.max_bytes) + " bytes", std::to_string(bytes));
  return true;
}

bool Checker::check_sizes(const Json& value, const Param& param, const std::string& path) {
  if (param.max_items > 0 && value.is_structured() && value.size() > param.max_items)
    return expected(path, "at most " + std::to_string(param.max_items) + " entries",
                    std::to_string(value.size()));
  if (param.max_serialized == 0) return true;
  const std::size_t size =
      length(value.is_string() ? value.get_ref<const std::string&>()
                               : value.dump(-1, ' ', false, Json::error_handler_t::replace));
  if (size <= param.max_serialized) return true;
  return expected(path, "at most " + std::to_string(param.max_serialized) + " characters as JSON",
                  std::to_string(size));
}

bool Checker::check_array(Json& array, const Slice<Param>& params, std::uint16_t items,
                          const std::string& path) {
  const Type item_type{params.empty() ? items : std::uint16_t{kind_object}};
  if (item_type.kinds == 0) return true;
  const Param item{.type = item_type, .params = params};
  for (std::size_t i = 0; i < array.size(); ++i)
    if (!check_value(array[i], item, path + "[" + std::to_string(i + 1) + "]")) return false;
  return true;
}

bool Checker::check_map(Json& map, const Param& param, const std::string& path) {
  const Param entry{.type = param.value};
  for (auto it = map.begin(); it != map.end(); ++it) {
    if (!fits(it.key(), param.key))
      return expected(path, std::string(words_for(param.key)) + " as key", shown(it.key()));
    if (!check_value(*it, entry, path + "." + it.key())) return false;
  }
  return true;
}

bool Checker::check_shape(Json& value, const Shape& shape, const std::string& path) {
  if (value.is_string()) {
    Json parsed = Json::parse(value.get_ref<const std::string&>());
    if (!parsed.is_structured())
      return expected(path, "JSON text of an array or an object", "that of " + std::string(kind_of(parsed)));
    return check_shape(parsed, shape, path);
  }
  if (value.is_array()) return check_array(value, shape.items, 0, path);
  if (!check_names(value, shape.object, path)) return false;
  const std::string container(shape.container);
  if (!value.contains(container))
    return expected(path, "an array, or an object with " + container, "an object without it");
  if (!check_object(value, shape.object, path)) return false;
  return check_array(value[container], shape.items, 0, path + "." + container);
}

}  // namespace luabot::catalog
