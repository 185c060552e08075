#pragma once
#include <string>
#include <string_view>

#include <md4c.h>

/// Of this room alone: what md4c gives as text, for markdown.cpp.
namespace luabot::worker {

[[nodiscard]] char lower(char c);
/// Whether a text begins with these words, which are in lower case.
[[nodiscard]] bool begins(std::string_view text, std::string_view with);
/// An HTML entity's text; one that is not known stays as it is.
[[nodiscard]] std::string decoded(std::string_view entity);
/// The address as it may stand in a BB code; empty when it may not be followed.
[[nodiscard]] std::string address(const MD_ATTRIBUTE& attribute);

}  // namespace luabot::worker
