#pragma once
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

namespace luabot::emulator {

/// What a method came to: a result as JSON text, or a refusal.
struct Reply {
  int status = 200;
  std::string result{};
  std::string error{};  ///< the code; empty for a success
  std::string description{};
  std::optional<std::int64_t> total{};  ///< of a list: how many there are
  std::optional<std::int64_t> next{};   ///< of a list: where the next page begins; nothing at its end

  [[nodiscard]] bool ok() const { return error.empty(); }
};

/// A refusal with the status and the words that go with the code.
[[nodiscard]] Reply refuse(std::string_view code);
/// The JSON text `{"error": …, "error_description": …}`.
[[nodiscard]] std::string error_body(const Reply& reply);

}  // namespace luabot::emulator
