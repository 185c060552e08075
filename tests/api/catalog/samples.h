#pragma once
#include <string>
#include <vector>

#include <nlohmann/json.hpp>

#include "api/catalog/description.h"

namespace luabot::catalog {

/// A parameter of a method, nested ones included, and where it stands in the method's sample call.
struct Place {
  const Param* param;
  const Slice<Param>* beside;  ///< the parameters of the same object, itself among them
  std::string path;            ///< as errors name it: "fields.keyboard[1].TEXT"
  Json::json_pointer at;
};

/// A call of a described method with each of its parameters, those of keyboards and attachments too, that
/// passes the checks.
[[nodiscard]] Json sample_call(const Method& method);

/// Every parameter of the method, outer ones before those that they hold.
[[nodiscard]] std::vector<Place> places(const Method& method);

}  // namespace luabot::catalog
