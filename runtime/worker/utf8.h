#pragma once
#include <string>
#include <string_view>

namespace luabot::worker {

/// Offset of the first byte that is not UTF-8, or the size of the text. Overlong forms, surrogates and what
/// lies beyond U+10FFFF are not UTF-8.
std::size_t invalid_utf8(std::string_view text);

/// The text with U+FFFD in the place of each byte that is not UTF-8.
std::string clean_utf8(std::string_view text);

}  // namespace luabot::worker
