#pragma once
#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

#include "api/base/json.h"
#include "api/catalog/description.h"

/// What values are and how they are spoken of in errors.
namespace luabot::catalog {

/// "a string", "an object", …: the kind of a value that came.
[[nodiscard]] std::string_view kind_of(const Json& value);

/// "a string or an array": the kinds that a type wants.
[[nodiscard]] std::string kinds_of(const Type& type);

/// Whether a value is of one of the kinds, in the portal's lenient reading: digits for an integer, "Y", "N",
/// 1 and 0 for a boolean.
[[nodiscard]] bool fits(const Json& value, std::uint16_t kinds);

/// Whether a text has the form.
[[nodiscard]] bool fits(std::string_view text, Format format);

/// "a chat's id such as \"chat5\"": what a form wants.
[[nodiscard]] std::string_view words_for(Format format);

/// A whole number, also one that came as 5.0 or "5".
[[nodiscard]] std::optional<std::int64_t> whole_number(const Json& value);

/// true, "Y" and 1 are true; false, "N" and 0 are false; anything else is neither.
[[nodiscard]] std::optional<bool> truth(const Json& value);

/// Characters (code points) of UTF-8.
[[nodiscard]] std::size_t length(std::string_view utf8);

/// A value for an error message, in quotes and cut when it is long. Not for secrets.
[[nodiscard]] std::string shown(const Json& value);

/// Whether the value at a path ("fields.message") says something: not null, not blank, not empty.
[[nodiscard]] bool given(const Json& params, std::string_view path);

/// The value at a path; null when there is none.
[[nodiscard]] const Json* value_at(const Json& params, std::string_view path);

}  // namespace luabot::catalog
