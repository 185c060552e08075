#include "api/catalog/hints.h"

#include <algorithm>
#include <utility>

#include <nlohmann/json.hpp>

#include "api/catalog/catalog.h"
#include "api/catalog/names.h"
#include "api/catalog/signature.h"

namespace luabot::catalog {
namespace {

// Whether a name is that one in either spelling and case: the portal takes `id` for ID and the other way
// round.
bool same_name(std::string_view name, std::string_view known) {
  return folded(name) == folded(known);
}

class Hints {
 public:
  void object(const Json& value, const std::vector<Named>& known, const std::string& path) {
    for (const auto& [name, inner] : value.items()) {
      const auto found = std::find_if(known.begin(), known.end(), [&, &key = name](const Named& one) {
        return same_name(key, one.name);
      });
      if (found == known.end()) {
        misspelt(name, known, path);
      } else if (!found->inner.empty()) {
        nested(inner, found->inner, path + name);
      }
    }
    for (const Named& one : known) {
      if (one.required && !has(value, one.name))
        texts_.push_back("missing " + path + std::string(one.name) + ", which is documented as required");
    }
  }

  [[nodiscard]] std::vector<std::string> take() { return std::move(texts_); }

 private:
  static bool has(const Json& object, std::string_view name) {
    for (const auto& [key, value] : object.items())
      if (same_name(key, name)) return true;
    return false;
  }

  void nested(const Json& value, const std::vector<Named>& known, const std::string& path) {
    if (value.is_object()) return object(value, known, path + ".");
    // Rows are alike; the first one speaks for all.
    if (value.is_array() && !value.empty() && value[0].is_object()) object(value[0], known, path + "[1].");
  }

  void misspelt(const std::string& name, const std::vector<Named>& known, const std::string& path) {
    std::vector<std::string_view> names;
    names.reserve(known.size());
    for (const Named& one : known) names.push_back(one.name);
    const std::string_view near = nearest(name, names);
    if (near.empty()) return;
    texts_.push_back("unknown parameter " + path + name + ": did you mean " + path + std::string(near) + "?");
  }

  std::vector<std::string> texts_;
};

}  // namespace

std::vector<std::string> hints(const Method& method, const Json& params) {
  const auto known = read_signature(method.signature);
  if (!known || !params.is_object()) return {};
  Hints found;
  found.object(params, *known, "");
  return found.take();
}

}  // namespace luabot::catalog
