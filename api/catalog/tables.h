#pragma once
#include "api/catalog/catalog.h"
#include "api/catalog/description.h"

/// The tables that catalog_generate writes from api/catalog/data.
namespace luabot::catalog::tables {

/// Sorted by name in lower case.
extern const Slice<Method> methods;
extern const Slice<SystemError> system_errors;
extern const Slice<Entity> entities;

}  // namespace luabot::catalog::tables
