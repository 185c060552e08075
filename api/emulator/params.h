#pragma once
#include <optional>
#include <string>
#include <string_view>

#include <nlohmann/json.hpp>

#include "api/base/json.h"
#include "api/emulator/entities.h"

namespace luabot::emulator {

/// The parameters of a call as a portal takes them: names in camelCase or UPPER_CASE, numbers also as text,
/// booleans as true, "Y" or 1. It refers to the Json, which has to outlive it.
class Params {
 public:
  explicit Params(const Json& object) : object_(&object) {}

  /// The value under `name` (in camelCase) or its UPPER_CASE form; null when it is absent or null.
  [[nodiscard]] const Json* find(std::string_view name) const;
  [[nodiscard]] bool has(std::string_view name) const { return find(name) != nullptr; }
  /// A whole number, also as text; nothing when absent or no number.
  [[nodiscard]] std::optional<Id> integer(std::string_view name) const;
  /// A text or a number as text; "" when absent.
  [[nodiscard]] std::string text(std::string_view name) const;
  [[nodiscard]] bool flag(std::string_view name, bool otherwise) const;
  /// The parameters inside an object; none when absent.
  [[nodiscard]] Params inside(std::string_view name) const;

  [[nodiscard]] const Json& json() const { return *object_; }

 private:
  const Json* object_;
};

/// A whole number, also as text; nothing else is one.
[[nodiscard]] std::optional<Id> integer_of(const Json& value);
/// A text, or a number as text; "" for anything else.
[[nodiscard]] std::string text_of(const Json& value);
/// true, "Y", "true", 1 and "1"; false, "N", "false", 0, "0" and ""; `otherwise` for anything else.
[[nodiscard]] bool flag_of(const Json& value, bool otherwise);
/// "templateId" as "TEMPLATE_ID".
[[nodiscard]] std::string upper_name(std::string_view camel);

}  // namespace luabot::emulator
