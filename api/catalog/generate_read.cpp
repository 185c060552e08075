#include <algorithm>
#include <array>
#include <charconv>
#include <set>
#include <sstream>

#include <fmt/format.h>

#include "api/catalog/generate_about.h"
#include "api/catalog/generate_json.h"
#include "api/catalog/generate_model.h"
#include "api/catalog/generate_others.h"
#include "api/catalog/generate_type.h"
#include "api/catalog/names.h"

namespace luabot::catalog::generate {
namespace {

constexpr std::array<std::pair<std::string_view, Repeat>, 4> repeats{{{"read", Repeat::read},
                                                                      {"idempotent", Repeat::idempotent},
                                                                      {"deduplicated", Repeat::deduplicated},
                                                                      {"once", Repeat::once}}};

bool has_param(const std::vector<ParamData>& params, std::string_view path) {
  const std::string_view name = path.substr(0, path.find('.'));
  for (const ParamData& param : params)
    if (param.name == name)
      return name.size() == path.size() || has_param(param.params, path.substr(name.size() + 1));
  return false;
}

std::vector<RuleData> read_rules(const Node& node, const std::vector<ParamData>& params) {
  std::vector<RuleData> rules;
  for (const Node& at : node.items()) {
    at.only({"anyOf", "oneOf", "error"});
    if (at.has("anyOf") == at.has("oneOf")) at.fail("expected anyOf or oneOf");
    RuleData rule;
    rule.exclusive = at.has("oneOf");
    const Node paths = at.at(rule.exclusive ? "oneOf" : "anyOf");
    rule.paths = paths.texts();
    for (const std::string& path : rule.paths)
      if (!has_param(params, path)) paths.fail("there is no parameter " + path);
    rule.error = at.text("error", "");
    rules.push_back(std::move(rule));
  }
  return rules;
}

// "CODE", or "CODE 403" where the page gives the status.
std::pair<std::string, int> read_error(const Node& node, const std::string& text) {
  const std::size_t space = text.find(' ');
  if (space == std::string::npos) return {text, 0};
  int status = 0;
  const char* end = text.data() + text.size();
  const auto parsed = std::from_chars(text.data() + space + 1, end, status);
  if (parsed.ptr != end || status < 400 || status > 599)
    node.fail("\"" + text + "\" is no code with a status");
  return {text.substr(0, space), status};
}

ParamData bot_param(std::string_view name, Kind kind, bool required) {
  ParamData param;
  param.name = name;
  param.type.kinds = kind;
  param.required = required;
  if (name == "botToken") param.required_when = {"auth", "\"webhook\"", false};
  return param;
}

Repeat read_repeat(const Node& node) {
  for (const auto& [name, repeat] : repeats)
    if (name == node.text()) return repeat;
  node.fail("expected read, idempotent, deduplicated or once");
}

MethodData read_method(const std::string& name, const Node& node, const Data& data) {
  node.only({"about", "scope", "repeat", "repeatKey", "repeatUnless", "batchable", "disposable", "deprecated",
             "bot", "instead", "params", "rules", "result", "errors"});
  MethodData method;
  method.name = name;
  method.described = true;
  method.about = node.at("about").text();
  method.scope = node.text("scope", "");
  method.repeat = read_repeat(node.at("repeat"));
  method.batchable = node.boolean("batchable", true);
  method.disposable = node.boolean("disposable", false);
  method.deprecated = node.boolean("deprecated", false);
  method.instead = node.text("instead", "");
  if (!method.instead.empty() && !method.deprecated)
    node.at("instead").fail("belongs to a deprecated method");
  if (node.has("params")) method.params = read_params(node.at("params"), data.shapes);
  if (node.has("bot")) {
    const std::string bot = node.at("bot").text();
    if (bot != "required" && bot != "optional") node.at("bot").fail("expected required or optional");
    if (has_param(method.params, "botId") || has_param(method.params, "botToken"))
      node.at("bot").fail("adds botId and botToken by itself");
    method.takes_bot = true;
    method.needs_bot = bot == "required";
    method.params.insert(method.params.begin(), bot_param("botToken", kind_string, false));
    method.params.insert(method.params.begin(), bot_param("botId", kind_integer, method.needs_bot));
  }
  for (const ParamData& param : method.params)
    if (param.name == "botToken" && !param.undocumented) method.takes_token = true;
  if (node.has("rules")) method.rules = read_rules(node.at("rules"), method.params);
  method.result = read_fields(node.at("result"), &data.entities);
  if (method.result.empty() || method.result[0].path != "result")
    node.at("result").fail("begins with \"result\"");
  for (const FieldData& field : method.result) {
    const std::string root = field.path.substr(0, field.path.find_first_of(".["));
    if (root != "result" && root != "total" && root != "next")
      node.at("result").at(field.path).fail("a path begins with result, total or next");
  }
  if (node.has("errors")) {
    const Node errors = node.at("errors");
    for (const std::string& text : errors.texts()) method.errors.push_back(read_error(errors, text));
  }
  method.repeat_key = node.text("repeatKey", "");
  method.repeat_unless = node.text("repeatUnless", "");
  if ((method.repeat == Repeat::deduplicated) == method.repeat_key.empty())
    node.fail("repeatKey belongs to repeat \"deduplicated\"");
  for (const std::string& path : {method.repeat_key, method.repeat_unless})
    if (!path.empty() && !has_param(method.params, path)) node.fail("there is no parameter " + path);
  return method;
}

// What is named as a replacement is a method, too.
void check_instead(const std::string& directory, const std::vector<MethodData>& methods) {
  std::set<std::string, std::less<>> names;
  for (const MethodData& method : methods) names.insert(method.name);
  for (const MethodData& method : methods) {
    std::istringstream list(method.instead);
    for (std::string name; std::getline(list, name, ',');)
      if (names.count(name) == 0)
        throw BadData(fmt::format("{}/others: {}: there is no method {} to call instead", directory,
                                  method.name, name));
  }
}

}  // namespace

Data read(const std::string& directory, const std::vector<std::string>& families) {
  Data data;
  for (const auto& [name, at] : Node::read_file(directory + "/entities.json").members())
    data.entities.push_back({name, read_fields(at, nullptr)});
  for (const auto& [name, at] : Node::read_file(directory + "/shapes.json").members()) {
    at.only({"container", "object", "items"});
    ShapeData shape{name, at.at("container").text(), read_params(at.at("object"), {}),
                    read_params(at.at("items"), {})};
    if (!has_param(shape.object, shape.container)) at.at("container").fail("is not among object's names");
    data.shapes.push_back(std::move(shape));
  }
  for (const auto& [code, at] : Node::read_file(directory + "/errors.json").members()) {
    at.only({"status", "message"});
    const int status = at.has("status") ? static_cast<int>(at.at("status").integer()) : 0;
    data.system_errors.push_back({code, status, at.text("message", "")});
  }
  for (const std::string& family : families)
    for (const auto& [name, at] :
         Node::read_file(fmt::format("{}/methods/{}.json", directory, family)).members()) {
      data.methods.push_back(read_method(name, at, data));
      data.methods.back().family = family;
    }
  add_about(directory + "/about.json", data);
  read_others(directory + "/others", data.methods);
  read_events(directory, data);

  const auto before = [](const MethodData& a, const MethodData& b) {
    return compare_caseless(a.name, b.name) < 0;
  };
  std::stable_sort(data.methods.begin(), data.methods.end(), before);
  for (std::size_t i = 1; i < data.methods.size(); ++i)
    if (!before(data.methods[i - 1], data.methods[i]))
      throw BadData(directory + ": the method " + data.methods[i].name + " is there twice");
  check_instead(directory, data.methods);
  return data;
}

}  // namespace luabot::catalog::generate
