#pragma once
#include "api/catalog/catalog.h"
#include "api/catalog/description.h"
#include "api/catalog/events.h"

/// The tables that catalog_generate writes from api/catalog/data.
namespace luabot::catalog::tables {

/// Sorted by name in lower case.
extern const Slice<Method> methods;
extern const Slice<SystemError> system_errors;
extern const Slice<Entity> entities;
extern const Slice<Shape> shapes;
/// Sorted by name.
extern const Slice<Event> events;
extern const Slice<OtherEvent> other_events;

}  // namespace luabot::catalog::tables
