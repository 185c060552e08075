#pragma once
#include <cstddef>
#include <optional>
#include <string>
#include <string_view>

#include "api/base/error.h"
#include "api/base/json.h"

namespace luabot::form {

/// What a form may be at most; anything larger is refused as a whole.
struct Limits {
  std::size_t keys = 1'000;       ///< leaf values, as PHP's max_input_vars
  std::size_t depth = 64;         ///< brackets of one key, as PHP's max_input_nesting_level
  std::size_t bytes = 16u << 20;  ///< of the undecoded text
  /// Refuses what PHP would make something of: a key said twice, one that is a string here and a map there, a
  /// broken percent code, a name that is no name with brackets. No http_build_query writes any of these.
  bool strict = false;
};

/// Reads `a=1&b[x]=2&c[]=3` the way PHP does: every scalar is a string, `[]` appends, a key said twice keeps
/// the later value, a broken percent code stays as it is, dots and spaces of a name become `_`. A map whose
/// keys came as 0, 1, 2... is an array. Bytes that are not UTF-8 become U+FFFD. An error is FORM_TOO_LARGE,
/// or FORM_INVALID for what is refused only when strict.
[[nodiscard]] Result<Json> decode(std::string_view text, Limits limits = {});

/// The same as JSON text, in which the keys keep the order they came in (a Json object sorts them).
[[nodiscard]] Result<std::string> decode_text(std::string_view text, Limits limits = {});

/// Writes an object as PHP's http_build_query would: brackets percent-encoded, spaces as `+`, true and false
/// as 1 and 0. What the form cannot say (null, an empty array or map) is left out; a value that is not an
/// object or array gives "".
[[nodiscard]] std::string encode(const Json& object);

/// The path, as Lua counts ("fields.list[2]"), of the first value that the form cannot say: a null, or an
/// empty array or map. The object itself may be empty.
[[nodiscard]] std::optional<std::string> unsayable(const Json& object);

/// Leaf values: what PHP counts against max_input_vars.
[[nodiscard]] std::size_t count(const Json& value);

/// The text with `+` and percent codes decoded; a broken code stays as it is.
[[nodiscard]] std::string unescape(std::string_view text);

}  // namespace luabot::form
