#pragma once
#include <string>
#include <string_view>
#include <utility>

namespace luabot {

/// A token, a webhook path or a password. It cannot be printed by accident: reveal() is the only way out,
/// and what it returns belongs in a request to the portal and nowhere else. Every secret is also known to
/// redact(), through which log lines and errors pass as a second guard.
class Secret {
 public:
  Secret() = default;
  explicit Secret(std::string value);

  [[nodiscard]] const std::string& reveal() const { return value_; }
  [[nodiscard]] bool empty() const { return value_.empty(); }
  /// Whether the text is this secret, in a time that does not tell how much of it is right. Nothing matches
  /// an empty secret.
  [[nodiscard]] bool matches(std::string_view text) const;

 private:
  std::string value_;
};

/// The text with every known secret of six characters or more replaced by `***`. Safe from any thread.
[[nodiscard]] std::string redact(std::string_view text);

}  // namespace luabot
