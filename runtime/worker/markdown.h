#pragma once
#include <string>
#include <string_view>

namespace luabot::worker {

/// Markdown (GitHub's dialect: tables, task lists, strikethrough, bare links; no HTML) as Bitrix24's BB
/// codes. What the chat has no code for is written with characters: bullets, numbers, lines, cells. Nothing
/// in the text becomes a BB code of its own, since an invisible space takes the meaning from what looks like
/// one. Links that are not http, https or relative are left as their text.
std::string bb_codes_of(std::string_view markdown);

}  // namespace luabot::worker
