#include "api/catalog/generate_about.h"

#include <map>
#include <set>
#include <utility>

#include <fmt/format.h>

#include "api/catalog/generate_json.h"
#include "api/catalog/names.h"

namespace luabot::catalog::generate {
namespace {

class Abouts {
 public:
  explicit Abouts(const std::string& file) : root_(Node::read_file(file)), common_(root_.at("common")) {
    root_.only({"common", "methods", "shapes"});
    for (const auto& [name, at] : common_.members()) words_[name] = line(at);
  }

  /// `place` is "methods" or "shapes", `owner` the method or shape.
  void begin(const std::string& place, const std::string& owner) {
    where_ = owner;
    own_.clear();
    known_.emplace(place, owner);
    if (!root_.has(place) || !root_.at(place).has(owner)) return;
    for (const auto& [path, at] : root_.at(place).at(owner).members()) own_.emplace(path, at);
  }

  void fill(std::vector<ParamData>& params, const std::string& prefix) {
    for (ParamData& param : params) {
      const std::string path = prefix + param.name;
      param.about = find(path, param.name);
      fill(param.params, path + ".");
    }
  }

  void end() const {
    for (const auto& [path, at] : own_) at.fail("there is no such parameter");
  }

  void end_all() const {
    for (const std::string place : {"methods", "shapes"})
      if (root_.has(place))
        for (const auto& [owner, at] : root_.at(place).members())
          if (known_.count({place, owner}) == 0) at.fail("there is none of that name");
    for (const auto& [name, text] : words_)
      if (used_.count(name) == 0) common_.at(name).fail("no parameter uses it");
  }

 private:
  std::string find(const std::string& path, const std::string& name) {
    if (const auto own = own_.find(path); own != own_.end()) {
      std::string text = line(own->second);
      own_.erase(own);
      return text;
    }
    // Of dialogId and DIALOG_ID, whichever it is written with.
    for (const std::string& spelling : {name, other_spelling(name)})
      if (const auto common = words_.find(spelling); common != words_.end()) {
        used_.insert(spelling);
        return common->second;
      }
    root_.fail(fmt::format("{}: {} has no description", where_, path));
  }

  // Pages and editors show it after the name, in one line.
  static std::string line(const Node& node) {
    std::string text = node.text();
    if (text.find('\n') != std::string::npos || text.back() == '.')
      node.fail("expected one line without a full stop");
    return text;
  }

  Node root_;
  Node common_;
  std::map<std::string, std::string> words_;
  std::map<std::string, Node> own_;
  std::set<std::string> used_;
  std::set<std::pair<std::string, std::string>> known_;
  std::string where_;
};

}  // namespace

void add_about(const std::string& file, Data& data) {
  Abouts abouts(file);
  for (ShapeData& shape : data.shapes) {
    abouts.begin("shapes", shape.name);
    abouts.fill(shape.object, "");
    abouts.fill(shape.items, "");
    abouts.end();
  }
  for (MethodData& method : data.methods) {
    if (!method.described) continue;
    abouts.begin("methods", method.name);
    abouts.fill(method.params, "");
    abouts.end();
  }
  abouts.end_all();
}

}  // namespace luabot::catalog::generate
