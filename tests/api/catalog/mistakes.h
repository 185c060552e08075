#pragma once
#include <string>
#include <vector>

#include <nlohmann/json.hpp>

#include "api/catalog/catalog.h"

namespace luabot::catalog {

/// A call with one thing wrong in it, and what the refusal has to say.
struct Mistake {
  Json params;
  std::string begins;              ///< the refusal's first words, with the path
  std::vector<std::string> names;  ///< what else it names: the kinds, values or limit that were expected

  [[nodiscard]] bool told_by(const std::string& refusal) const;
};

/// What can be wrong with each parameter of a described method, nested ones included: its type, its absence,
/// a value out of its range or not among its values, a letter of its name.
[[nodiscard]] std::vector<Mistake> mistakes(const Method& method);

}  // namespace luabot::catalog
