#pragma once
#include <map>
#include <string_view>
#include <utility>

#include "api/base/error.h"
#include "api/emulator/params.h"
#include "api/emulator/portal.h"

namespace luabot::emulator {

/// The answer's fields, or why there is none.
using Outcome = Result<Json>;

template <class T>
[[nodiscard]] Outcome named(const char* name, Result<T> result) {
  if (!result) return result.error();
  return Json{{name, *result}};
}

[[nodiscard]] inline Outcome nothing(const Result<void>& result) {
  if (!result) return result.error();
  return Json::object();
}

[[nodiscard]] inline Id id_of(const Params& given, std::string_view name) {
  return given.integer(name).value_or(0);
}

using Verb = Outcome (*)(Portal&, const Params&);
using Verbs = std::map<std::string_view, Verb>;

/// What people do: control_people.cpp.
[[nodiscard]] const Verbs& people_verbs();

}  // namespace luabot::emulator
