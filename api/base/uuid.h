#pragma once
#include <string>
#include <string_view>

namespace luabot {

/// A fresh random UUID (version 4), lower case with dashes.
[[nodiscard]] std::string random_uuid();

/// The same UUID (version 5) for the same name, everywhere and for ever.
[[nodiscard]] std::string uuid_of(std::string_view name);

/// Whether the text is 8-4-4-4-12 hexadecimal digits.
[[nodiscard]] bool is_uuid(std::string_view text);

}  // namespace luabot
