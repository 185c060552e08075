#pragma once
#include <string>

namespace luabot::catalog {

struct Method;

/// What the method's `result` may look like, as JSON text: every documented field with the documented type,
/// one item in each array, the first value of an enumeration. Of alternatives it takes the one that says the
/// most, a date rather than null. For a stand-in of a portal; "null" for a method that is not described.
[[nodiscard]] std::string example(const Method& method);

}  // namespace luabot::catalog
