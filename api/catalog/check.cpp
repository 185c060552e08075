#include <algorithm>
#include <utility>

#include <nlohmann/json.hpp>

#include "api/catalog/catalog.h"
#include "api/catalog/checker.h"
#include "api/catalog/hints.h"
#include "api/catalog/names.h"
#include "api/catalog/values.h"

namespace luabot::catalog {
namespace {

std::string joined(const std::string& path, std::string_view name) {
  return path.empty() ? std::string(name) : path + "." + std::string(name);
}

const Param* find_param(const Slice<Param>& params, std::string_view name) {
  for (const Param& param : params)
    if (param.name == name || param.alias == name) return &param;
  return nullptr;
}

const Param* nearest_param(const Slice<Param>& params, std::string_view name) {
  std::vector<std::string_view> names;
  names.reserve(params.size());
  for (const Param& param : params) names.push_back(param.name);
  const std::string_view near = nearest(name, names);
  return near.empty() ? nullptr : find_param(params, near);
}

// Whether a value is the one that a condition names; "Y" and 1 are true.
bool same(const Json& value, std::string_view json) {
  if (json == "true" || json == "false") return truth(value) == (json == "true");
  return value == Json::parse(json, nullptr, false);
}

bool holds(const Json& object, const Slice<Param>& params, const Condition& condition) {
  const Param* other = find_param(params, condition.param);
  // How the caller is authorized is the host's to know.
  if (other == nullptr) return false;
  const auto found = object.find(std::string(other->name));
  const Json value = found != object.end() ? *found : Json::parse(other->default_json, nullptr, false);
  return same(value, condition.value) != condition.unless;
}

}  // namespace

Result<std::vector<std::string>> check(const Method& method, Json& params, References references) {
  if (method.description == nullptr) return hints(method, params);
  return Checker(method, references).run(params);
}

Repeat repeat_of(const Method& method, const Json& params) {
  if (method.repeat != Repeat::deduplicated || method.description == nullptr) return method.repeat;
  const Json* key = value_at(params, method.description->repeat_key);
  if (key == nullptr || !key->is_string() || !fits(key->get_ref<const std::string&>(), Format::uuid))
    return Repeat::once;
  if (method.description->repeat_unless.empty()) return Repeat::deduplicated;
  const Json* unless = value_at(params, method.description->repeat_unless);
  const bool harmless = unless == nullptr || unless->is_null() || truth(*unless) == false;
  return harmless ? Repeat::deduplicated : Repeat::once;
}

Result<std::vector<std::string>> Checker::run(Json& params) {
  if (params.is_null() || (params.is_array() && params.empty())) params = Json::object();
  if (!params.is_object()) {
    expected("parameters", "an object", kind_of(params));
  } else if (check_object(params, method_.description->params, "")) {
    check_rules(params);
  }
  if (error_) return *std::move(error_);
  return std::move(warnings_);
}

// What is there comes first: a value under a wrong name is a better answer than the right name's absence.
bool Checker::check_object(Json& object, const Slice<Param>& params, const std::string& path) {
  if (!check_names(object, params, path)) return false;
  for (const Param& param : params)
    if (object.contains(std::string(param.name)) && !check_param(object, param, path)) return false;
  for (const Param& param : params)
    if (!object.contains(std::string(param.name)) && !check_absent(object, params, param, path)) return false;
  return true;
}

bool Checker::check_names(Json& object, const Slice<Param>& params, const std::string& path) {
  std::vector<std::pair<std::string, std::string>> renamed;
  for (const auto& [name, value] : object.items()) {
    const Param* param = find_param(params, name);
    if (param == nullptr) {
      if (!refuse_name(name, params, path)) return false;
    } else if (param->name != name) {
      if (object.contains(std::string(param->name)))
        return fail(joined(path, name) + " and " + joined(path, param->name) + " are the same parameter");
      renamed.emplace_back(name, param->name);
    }
  }
  for (const auto& [from, to] : renamed) {
    Json value = std::move(object[from]);
    object.erase(from);
    object[to] = std::move(value);
  }
  return true;
}

// A name of another level is most likely meant for that level; else a near name beside it is what was meant;
// else the portal may have learnt a parameter that the catalog does not know yet.
bool Checker::refuse_name(const std::string& name, const Slice<Param>& params, const std::string& path) {
  const auto unknown = [&](const std::string& meant) {
    return fail("unknown parameter " + joined(path, name) + ": did you mean " + meant + "?");
  };
  const Slice<Param>& top = method_.description->params;
  if (path.empty())
    for (const Param& param : params)
      if (const Param* inner = find_param(param.params, name);
          inner != nullptr && param.type.has(kind_object))
        return unknown(joined(std::string(param.name), inner->name));
  if (find_param(top, path) != nullptr)
    if (const Param* outer = find_param(top, name)) return unknown(std::string(outer->name));
  if (const Param* near = nearest_param(params, name)) return unknown(joined(path, near->name));
  warnings_.push_back("unknown parameter " + joined(path, name) +
                      ": the catalog does not list it, it is sent as it is");
  return true;
}

bool Checker::check_param(Json& object, const Param& param, const std::string& path) {
  Json& value = object[std::string(param.name)];
  if (param.required && value.is_null() && !param.type.nullable && !host_fills(joined(path, param.name)))
    return fail("missing " + joined(path, param.name));
  if (!check_value(value, param, joined(path, param.name))) return false;
  if (!param.needs.empty() && !object.contains(std::string(param.needs)))
    return fail(joined(path, param.name) + " needs " + std::string(param.needs) + " beside it");
  return true;
}

bool Checker::check_absent(const Json& object, const Slice<Param>& params, const Param& param,
                           const std::string& path) {
  const std::string where = joined(path, param.name);
  if (host_fills(where)) return true;
  if (param.required) return fail("missing " + where);
  const Condition& condition = param.required_when;
  if (condition.param.empty() || !holds(object, params, condition)) return true;
  if (condition.unless) return fail("missing " + where);
  return fail("missing " + where + ", required when " + joined(path, condition.param) + " is " +
              std::string(condition.value));
}

bool Checker::check_rules(const Json& params) {
  for (const Rule& rule : method_.description->rules) {
    std::size_t count = 0;
    bool filled = false;
    std::string list;
    for (std::size_t i = 0; i < rule.paths.size(); ++i) {
      filled = filled || host_fills(rule.paths[i]);
      count += given(params, rule.paths[i]) ? 1 : 0;
      if (i > 0) list += i + 1 == rule.paths.size() ? " or " : ", ";
      list += rule.paths[i];
    }
    if (filled) continue;
    if (count == 0)
      return fail("needs " + list,
                  rule.error.empty() ? "" : "The portal would answer " + std::string(rule.error) + ".");
    if (rule.exclusive && count > 1)
      warnings_.push_back(list + " are alternatives, and more than one is given");
  }
  return true;
}

bool Checker::host_fills(std::string_view path) const {
  return (path == "botId" && method_.takes_bot) || (path == "botToken" && method_.takes_token);
}

bool Checker::expected(const std::string& path, std::string_view what, std::string_view got) {
  return fail(path + ": expected " + std::string(what) + ", got " + std::string(got));
}

bool Checker::fail(std::string what, std::string hint) {
  error_ = Error{"BAD_PARAMS", std::move(what), std::string(method_.name), std::move(hint)};
  return false;
}

}  // namespace luabot::catalog
