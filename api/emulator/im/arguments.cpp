#include "api/emulator/im/arguments.h"

#include <algorithm>
#include <array>
#include <string>
#include <utility>

#include "api/catalog/description.h"
#include "api/catalog/example.h"
#include "api/catalog/values.h"

namespace luabot::emulator {
namespace {

using catalog::Description;
using catalog::Param;

/// Codes that are not made of the parameter's name.
constexpr std::array<std::pair<std::string_view, std::string_view>, 8> of_param = {{
    {"COLOR", "WRONG_COLOR"},
    {"FILE_ID", "FILES_ERROR"},
    {"FIND", "FIND_SHORT"},
    {"FIND_LINES", "FIND_SHORT"},
    {"ID", "INVALID_FORMAT"},
    {"LAST_TYPE", "LAST_ID_AND_LAST_TYPE"},
    {"NOTIFY_ID", "ID_ERROR"},
    {"UPLOAD_ID", "FILES_ERROR"},
}};

/// The documented code for a parameter that is missing or wrong; "" when the page has none.
std::string code_for(const Description& method, std::string_view param) {
  const auto documented = [&](std::string_view code) {
    return std::any_of(method.errors.begin(), method.errors.end(),
                       [&](const auto& error) { return error.code == code; });
  };
  for (const auto* end : {"_EMPTY", "_ERROR", "_STRING"}) {
    if (auto code = std::string(param) + end; documented(code)) return code;
  }
  for (const auto& [name, code] : of_param) {
    if (name == param && documented(code)) return std::string(code);
  }
  return documented("PARAMS_ERROR") ? "PARAMS_ERROR" : "";
}

const Param* find_param(const Description& method, std::string_view name) {
  const auto* const at = std::find_if(method.params.begin(), method.params.end(), [&](const Param& param) {
    return param.name == name || param.alias == name;
  });
  return at == method.params.end() ? nullptr : at;
}

/// An empty text, and an id of 0, are what PHP calls empty. A dialog of that number is for the method to
/// judge.
bool empty(const Param& param, const Json& value) {
  if (value.is_string() &&
      value.get_ref<const std::string&>().find_first_not_of(" \t\r\n") == std::string::npos)
    return true;
  const bool dialog = param.format != catalog::Format::none;
  return value.is_null() || (!dialog && integer_of(value).value_or(1) <= 0);
}

Reply missing(const Description& method, std::string_view param) {
  auto code = code_for(method, param);
  return refuse(code.empty() ? "ERROR_ARGUMENT" : std::string_view(code));
}

/// Those parameters that are to be checked, under their documented names.
Json known_params(const Description& method, const Params& given) {
  Json out = Json::object();
  for (const auto& [name, value] : given.json().items()) {
    const auto* param = find_param(method, name);
    const bool left_out = param == nullptr || param->shape != nullptr || value.is_null();
    if (!left_out) out[std::string(param->name)] = value;
  }
  return out;
}

/// Whether the value of this parameter, whatever the others are, is as described. The catalog looks at what
/// is there before it asks for what is not, and names the parameter first.
bool right(const catalog::Method& method, const Param& param, const Json& value) {
  Json alone = Json::object({{std::string(param.name), value}});
  const auto result = catalog::check(method, alone);
  return result.ok() || result.error().what.rfind(param.name, 0) != 0;
}

std::optional<Reply> absence(const Description& method, const Json& params) {
  for (const Param& param : method.params) {
    const auto at = params.find(std::string(param.name));
    const bool absent = at == params.end();
    if (param.required && (absent || (!code_for(method, param.name).empty() && empty(param, *at))))
      return missing(method, param.name);
  }
  for (const auto& rule : method.rules) {
    const bool any = std::any_of(rule.paths.begin(), rule.paths.end(),
                                 [&](std::string_view path) { return catalog::given(params, path); });
    if (any) continue;
    // Of two ways to name a chat, the complaint is about the one that was tried.
    const auto* const tried = std::find_if(rule.paths.begin(), rule.paths.end(), [&](std::string_view path) {
      return params.contains(std::string(path));
    });
    if (!rule.error.empty()) return refuse(rule.error);
    return missing(method, tried == rule.paths.end() ? rule.paths[0] : *tried);
  }
  return std::nullopt;
}

}  // namespace

std::optional<Reply> argument_error(const Call& call) {
  const auto* const known = catalog::find(call.method.name);
  if (known == nullptr || known->description == nullptr) return std::nullopt;
  const auto& method = *known->description;
  auto params = known_params(method, call.params);
  // A decoration may stand for a text: whether it is there counts, what is in it does not.
  for (const Param& param : method.params) {
    if (param.shape != nullptr && call.params.has(std::string(param.name)))
      params[std::string(param.name)] = "N";
  }
  if (auto bad = absence(method, params)) return bad;
  for (const Param& param : method.params) {
    const auto at = params.find(std::string(param.name));
    if (at == params.end() || param.format != catalog::Format::none) continue;
    const auto code = code_for(method, param.name);
    if (!code.empty() && !right(*known, param, *at)) return refuse(code);
  }
  return std::nullopt;
}

Reply answer_example(Call& call) {
  if (auto bad = argument_error(call)) return *std::move(bad);
  return {.result = catalog::example(*catalog::find(call.method.name))};
}

}  // namespace luabot::emulator
