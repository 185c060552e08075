#pragma once
#include <array>
#include <cstddef>
#include <string_view>

namespace luabot {

/// Some bytes, to look for in a text. std::string_view::find_first_of calls memchr for each byte of the text,
/// which in a form or in JSON costs more than all that is done with what it finds.
class ByteSet {
 public:
  constexpr explicit ByteSet(std::string_view bytes) {
    for (const char c : bytes) has_[static_cast<unsigned char>(c)] = true;
  }

  [[nodiscard]] constexpr bool has(char c) const { return has_[static_cast<unsigned char>(c)]; }

  /// The first of them at `from` or behind it; npos when there is none.
  [[nodiscard]] constexpr std::size_t find_in(std::string_view text, std::size_t from = 0) const {
    while (from < text.size() && !has(text[from])) ++from;
    return from < text.size() ? from : std::string_view::npos;
  }

 private:
  std::array<bool, 256> has_{};
};

}  // namespace luabot
