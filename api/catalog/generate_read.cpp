#include <algorithm>
#include <array>
#include <charconv>
#include <fstream>
#include <map>
#include <set>
#include <sstream>

#include <fmt/format.h>

#include "api/catalog/generate_json.h"
#include "api/catalog/generate_model.h"
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
  node.only({"about", "scope", "repeat", "repeatKey", "repeatUnless", "batchable", "deprecated", "bot",
             "params", "rules", "result", "errors"});
  MethodData method;
  method.name = name;
  method.described = true;
  method.about = node.at("about").text();
  method.scope = node.text("scope", "");
  method.repeat = read_repeat(node.at("repeat"));
  method.batchable = node.boolean("batchable", true);
  method.deprecated = node.boolean("deprecated", false);
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

// Of a method of which only the name is known the last word tells whether it reads; see FORMAT.md.
Repeat guess_repeat(std::string_view name) {
  std::string word(name.substr(name.rfind('.') + 1));
  std::transform(word.begin(), word.end(), word.begin(), to_lower);
  static const std::set<std::string, std::less<>> reading = {
      "count",   "current", "events", "fields",     "info", "methods", "name",
      "nearest", "profile", "scope",  "statuslist", "time", "types"};
  for (const std::string_view start : {"get", "list", "search", "find"})
    if (word.starts_with(start)) return Repeat::read;
  return reading.count(word) != 0 ? Repeat::read : Repeat::once;
}

MethodData read_line(const std::string& line, const std::string& where) {
  std::istringstream words(line);
  MethodData method;
  std::string mark;
  if (!(words >> method.name >> method.scope)) throw BadData(where + "expected a name and a scope");
  if (method.scope == "-") method.scope.clear();
  method.repeat = guess_repeat(method.name);
  const std::string folded_name = folded(method.name);
  method.batchable =
      folded_name.find("upload") == std::string::npos && folded_name.find("download") == std::string::npos;
  while (words >> mark) {
    const auto* const known =
        std::find_if(repeats.begin(), repeats.end(), [&](const auto& pair) { return pair.first == mark; });
    if (mark == "v3") {
      method.rest3 = true;
      method.batchable = false;
    } else if (known != repeats.end() && known->second != Repeat::deduplicated) {
      method.repeat = known->second;
    } else {
      throw BadData(fmt::format("{}unknown mark \"{}\"", where, mark));
    }
  }
  return method;
}

void read_names(const std::string& file, std::vector<MethodData>& methods) {
  std::ifstream in(file);
  if (!in) throw BadData(file + ": cannot be read");
  std::string line;
  for (int number = 1; std::getline(in, line); ++number)
    if (!line.empty() && line[0] != '#')
      methods.push_back(read_line(line, file + ":" + std::to_string(number) + ": "));
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
    data.system_errors.push_back({code, static_cast<int>(at.at("status").integer()), at.text("message", "")});
  }
  for (const std::string& family : families)
    for (const auto& [name, at] :
         Node::read_file(fmt::format("{}/methods/{}.json", directory, family)).members())
      data.methods.push_back(read_method(name, at, data));
  read_names(directory + "/methods.txt", data.methods);
  read_events(directory, data);

  const auto before = [](const MethodData& a, const MethodData& b) {
    return compare_caseless(a.name, b.name) < 0;
  };
  std::stable_sort(data.methods.begin(), data.methods.end(), before);
  for (std::size_t i = 1; i < data.methods.size(); ++i)
    if (!before(data.methods[i - 1], data.methods[i]))
      throw BadData(directory + ": the method " + data.methods[i].name + " is there twice");
  return data;
}

}  // namespace luabot::catalog::generate
