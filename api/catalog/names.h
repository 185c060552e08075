#pragma once
#include <cstddef>
#include <string>
#include <string_view>
#include <vector>

/// Comparing names as people write them; the generator uses these too, so they know nothing of the tables.
namespace luabot::catalog {

/// ASCII only, whatever the locale.
[[nodiscard]] constexpr char to_lower(char c) {
  return c >= 'A' && c <= 'Z' ? static_cast<char>(c - 'A' + 'a') : c;
}

/// Negative, zero or positive, as the first comes before, with or after the second when case does not count.
[[nodiscard]] int compare_caseless(std::string_view a, std::string_view b);

/// In lower case and without underscores, so that dialogId, DIALOG_ID and dialog_id are one.
[[nodiscard]] std::string folded(std::string_view name);

/// How many letters have to be put in, left out, replaced or swapped with their neighbour; more than `limit`
/// is answered with limit + 1.
[[nodiscard]] std::size_t edit_distance(std::string_view a, std::string_view b, std::size_t limit);

/// The one of the names that a name looks like a misspelling of; empty when it is like none.
[[nodiscard]] std::string_view nearest(std::string_view name, const std::vector<std::string_view>& names);

/// The other accepted spelling of a parameter: DIALOG_ID for dialogId, dialogId for DIALOG_ID.
[[nodiscard]] std::string other_spelling(std::string_view name);

}  // namespace luabot::catalog
