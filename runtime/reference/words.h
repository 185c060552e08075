#pragma once
#include <string>
#include <string_view>

#include "api/catalog/description.h"

/// How pages and annotations say what the catalog knows.
namespace luabot::reference {

/// "integer", "string or integer", "array of User": a type for people.
[[nodiscard]] std::string type_words(const catalog::Type& type, const catalog::Entity* entity = nullptr);

/// "at most 20000 characters, cut by the portal; default true": what limits a parameter, empty when nothing
/// does.
[[nodiscard]] std::string limit_words(const catalog::Param& param);

/// "yes", "when eventMode is \"webhook\"", or nothing: whether a parameter has to be given.
[[nodiscard]] std::string required_words(const catalog::Param& param);

/// Rows of a Markdown table: path, type, required, description; with what is inside below each.
[[nodiscard]] std::string param_rows(const catalog::Slice<catalog::Param>& params, const std::string& prefix);

/// What may be done with a call of which nobody knows whether it was carried out.
[[nodiscard]] std::string_view repeat_words(catalog::Repeat repeat);

/// A text for a cell of a Markdown table.
[[nodiscard]] std::string cell(std::string_view text);

/// "a, b or c"
[[nodiscard]] std::string listed(const catalog::Slice<std::string_view>& texts, std::string_view last);

}  // namespace luabot::reference
