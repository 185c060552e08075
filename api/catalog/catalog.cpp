#include "api/catalog/catalog.h"

#include <algorithm>

#include "api/catalog/description.h"
#include "api/catalog/names.h"
#include "api/catalog/tables.h"

namespace luabot::catalog {

const Method* find(std::string_view name) {
  const auto& methods = tables::methods;
  const Method* at = std::lower_bound(methods.begin(), methods.end(), name,
                                      [](const Method& method, std::string_view wanted) {
                                        return compare_caseless(method.name, wanted) < 0;
                                      });
  return at != methods.end() && compare_caseless(at->name, name) == 0 ? at : nullptr;
}

const SystemError* find_system_error(std::string_view code) {
  for (const SystemError& error : tables::system_errors)
    if (compare_caseless(error.code, code) == 0) return &error;
  return nullptr;
}

const Entity* find_entity(std::string_view name) {
  for (const Entity& entity : tables::entities)
    if (entity.name == name) return &entity;
  return nullptr;
}

std::vector<std::string_view> errors_of(const Method& method) {
  std::vector<std::string_view> codes;
  if (method.description == nullptr) return codes;
  codes.reserve(method.description->errors.size());
  for (const MethodError& error : method.description->errors) codes.push_back(error.code);
  return codes;
}

std::vector<const Method*> all() {
  std::vector<const Method*> methods;
  methods.reserve(tables::methods.size());
  for (const Method& method : tables::methods) methods.push_back(&method);
  return methods;
}

}  // namespace luabot::catalog
