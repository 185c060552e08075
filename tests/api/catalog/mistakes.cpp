#include "tests/api/catalog/mistakes.h"

#include <algorithm>
#include <array>
#include <cstdint>
#include <string_view>
#include <utility>

#include "tests/api/catalog/samples.h"

namespace luabot::catalog {
namespace {

const Json nobody_wants = {{"no", "such"}};

bool host_fills(const std::string& path) {
  return path == "botId" || path == "botToken";
}

/// All mistakes that one parameter allows.
class Spoiler {
 public:
  Spoiler(const Json& call, const Place& place, std::vector<Mistake>& out)
      : call_(call), place_(place), param_(*place.param), out_(out) {}

  void spoil() {
    type();
    items();
    values();
    range();
    text();
    sizes();
    absence();
    company();
    name();
  }

 private:
  [[nodiscard]] Json without(const Json::json_pointer& at) const {
    Json call = call_;
    call[at.parent_pointer()].erase(at.back());
    return call;
  }

  void put(const Json& value, std::vector<std::string> names, const std::string& below = {}) {
    Json call = call_;
    call[place_.at] = value;
    out_.push_back({std::move(call), place_.path + below + ": expected ", std::move(names)});
  }

  void type() {
    const Type& type = param_.type;
    if (type.has(kind_any)) return;
    static constexpr std::array<std::pair<std::uint16_t, std::string_view>, 9> words{
        {{kind_string, "a string"},
         {kind_number, "a number"},
         {kind_integer, "an integer"},
         {kind_boolean, "a boolean"},
         {kind_array, "an array"},
         {kind_object | kind_map, "an object"},
         {kind_json, "JSON"},
         {kind_file, "base64"},
         {kind_datetime, "a date"}}};
    std::vector<std::string> names;
    for (const auto& [kinds, word] : words)
      if (type.has(kinds)) names.emplace_back(word);
    put(type.has(kind_object | kind_map) ? Json(1.5) : nobody_wants, names);
  }

  void items() {
    const Type& type = param_.type;
    if (type.items != 0 && (type.items & kind_object) == 0)
      put(Json::array({5, nobody_wants}), {"an object"}, "[2]");
    if (!type.has(kind_map)) return;
    const std::string key = call_[place_.at].begin().key();
    put({{key, nobody_wants}}, {"an object"}, "." + key);
    if (param_.key != Format::none) put({{"No Such Key", call_[place_.at][key]}}, {"as key"});
  }

  void values() {
    if (param_.values.empty() || param_.open) return;
    std::vector<std::string> names(param_.values.begin(), param_.values.end());
    put(param_.type.has(kind_string) ? Json("no such value") : Json(99999), std::move(names));
  }

  void range() {
    if (param_.max != no_max) put(param_.max + 1, {std::to_string(param_.max)});
    if (param_.min != no_min) put(param_.min - 1, {std::to_string(param_.min)});
  }

  void text() {
    if (param_.format != Format::none) put("no such thing", {"no such thing"});
    if (param_.max_length > 0 && !param_.truncates)
      put(std::string(param_.max_length + 1, 'x'), {std::to_string(param_.max_length) + " characters"});
    if (param_.min_length > 0)
      put(std::string(param_.min_length - 1, 'x'), {std::to_string(param_.min_length) + " characters"});
  }

  void sizes() {
    const std::string most = "at most " + std::to_string(param_.max_items);
    if (param_.max_items > 0 && param_.type.has(kind_array))
      put(Json(std::vector<int>(param_.max_items + 1, 5)), {most});
    if (param_.max_items > 0 && param_.type.has(kind_map)) {
      Json many = Json::object();
      for (std::uint32_t i = 0; i <= param_.max_items; ++i) many["x" + std::to_string(i)] = 5;
      put(many, {most});
    }
    if (param_.max_serialized > 0)
      put(Json::array({{{"MESSAGE", std::string(param_.max_serialized, 'x')}}}),
          {std::to_string(param_.max_serialized) + " characters"});
  }

  // What the host fills in, or knows about the authorization, is not missing from a script's call.
  void absence() {
    if (host_fills(place_.path)) return;
    if (param_.required) out_.push_back({without(place_.at), "missing " + place_.path, {}});
    const Condition& when = param_.required_when;
    if (when.param.empty() || when.param == "auth") return;
    const auto other = place_.at.parent_pointer() / std::string(when.param);
    Json call = without(place_.at);
    if (when.unless)
      call[other.parent_pointer()].erase(other.back());
    else
      call[other] = Json::parse(when.value);
    out_.push_back({std::move(call), "missing " + place_.path, {}});
  }

  void company() {
    if (param_.needs.empty()) return;
    const auto needed = place_.at.parent_pointer() / std::string(param_.needs);
    out_.push_back({without(needed), place_.path + " needs " + std::string(param_.needs), {}});
  }

  // Two neighbours swapped. A name of two or three letters would be near anything: it is taken for a new
  // parameter then, unless one is missing.
  void name() {
    const std::string right(param_.name);
    const std::size_t letters = right.size() - std::count(right.begin(), right.end(), '_');
    std::string wrong = right;
    for (std::size_t i = 1; i < wrong.size(); ++i) {
      if (wrong[i] == wrong[i - 1] || wrong[i] == '_' || wrong[i - 1] == '_') continue;
      std::swap(wrong[i], wrong[i - 1]);
      break;
    }
    const std::string before = place_.path.substr(0, place_.path.size() - right.size());
    Json call = without(place_.at);
    call[place_.at.parent_pointer() / wrong] = call_[place_.at];
    if (letters > 3)
      out_.push_back({std::move(call),
                      "unknown parameter " + before + wrong + ": did you mean " + place_.path + "?",
                      {}});
    else if (param_.required)
      out_.push_back({std::move(call), "missing " + place_.path, {}});
  }

  const Json& call_;
  const Place& place_;
  const Param& param_;
  std::vector<Mistake>& out_;
};

void break_rules(const Method& method, const Json& call, std::vector<Mistake>& out) {
  for (const Rule& rule : method.description->rules) {
    Json wrong = call;
    std::vector<std::string> names;
    bool filled = false;
    for (const std::string_view path : rule.paths) {
      std::string pointer = "/" + std::string(path);
      std::replace(pointer.begin(), pointer.end(), '.', '/');
      const Json::json_pointer at(pointer);
      wrong[at.parent_pointer()].erase(at.back());
      names.emplace_back(path);
      filled = filled || host_fills(names.back());
    }
    if (!filled) out.push_back({std::move(wrong), "needs ", std::move(names)});
  }
}

}  // namespace

bool Mistake::told_by(const std::string& refusal) const {
  return refusal.starts_with(begins) && std::all_of(names.begin(), names.end(), [&](const auto& name) {
           return refusal.find(name) != std::string::npos;
         });
}

std::vector<Mistake> mistakes(const Method& method) {
  const Json call = sample_call(method);
  std::vector<Mistake> out;
  for (const Place& place : places(method)) Spoiler(call, place, out).spoil();
  break_rules(method, call, out);
  return out;
}

}  // namespace luabot::catalog
