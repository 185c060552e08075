#pragma once
#include <cstdint>
#include <functional>
#include <optional>
#include <string>
#include <string_view>

/// Views into JSON text that is known to be valid (nlohmann's accept() has passed it). Most of what the host
/// carries is handed on as it came: events to the journal and the worker, results to scripts. Taking such
/// parts as slices of the text spares building and freeing a tree, and keeps every number digit for digit.
namespace luabot::json_text {

/// The value of that name in an object; nothing when the text is no object or has no such name. Names are
/// compared as they are written: one with escapes does not match.
[[nodiscard]] std::optional<std::string_view> member(std::string_view object, std::string_view name);

/// Calls for each element of an array, in order; not at all when the text is no array. Returns whether it is
/// one.
bool elements(std::string_view array, const std::function<void(std::string_view)>& each);

/// A whole number that fits; nothing for anything else.
[[nodiscard]] std::optional<std::int64_t> integer(std::string_view value);

/// A text without its quotes and escapes; nothing for anything else.
[[nodiscard]] std::optional<std::string> string(std::string_view value);

/// Appends the text as a JSON string. Bytes that are not UTF-8 become U+FFFD, one for each.
void quote(std::string& out, std::string_view text);

[[nodiscard]] bool is_object(std::string_view value);
[[nodiscard]] bool is_array(std::string_view value);

}  // namespace luabot::json_text
