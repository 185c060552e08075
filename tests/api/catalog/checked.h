#pragma once
#include <string>
#include <vector>

#include <nlohmann/json.hpp>

#include "api/catalog/catalog.h"

namespace luabot::catalog {

/// What became of a check: the error's words or "", the warnings, and the parameters as corrected.
struct Checked {
  std::string error;
  std::vector<std::string> warnings;
  Json params;
};

inline Checked checked(std::string_view name, Json params) {
  const Method* method = find(name);
  if (method == nullptr) return {"no such method", {}, {}};
  const auto result = check(*method, params);
  if (result) return {"", result.value(), std::move(params)};
  const Error& error = result.error();
  if (error.code != "BAD_PARAMS" || error.where != method->name)
    return {"wrong error: " + error.text(), {}, {}};
  return {error.what, {}, std::move(params)};
}

/// The error's words, or "" when the check passes.
inline std::string refusal(std::string_view name, Json params) {
  return checked(name, std::move(params)).error;
}

}  // namespace luabot::catalog
