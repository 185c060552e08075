#pragma once
#include <cstddef>
#include <memory>
#include <string>
#include <string_view>

namespace luabot {

/// A token, a webhook path or a password. It cannot be printed by accident: reveal() is the only way out,
/// and what it returns belongs in a request to the portal and nowhere else. Every secret is also known to
/// redact(), through which log lines and errors pass as a second guard. Copies share the text.
class Secret {
 public:
  Secret() = default;
  /// `part` is a piece of the value that must not be printed alone either: the token of a webhook's address.
  explicit Secret(std::string value, std::string part = {});

  [[nodiscard]] const std::string& reveal() const;
  [[nodiscard]] bool empty() const { return reveal().empty(); }
  /// Whether the text is this secret, in a time that does not tell how much of it is right. Nothing matches
  /// an empty secret.
  [[nodiscard]] bool matches(std::string_view text) const;

 private:
  struct Known;
  std::shared_ptr<const Known> known_;
};

/// How many secrets redact() still knows after the last Secret with that text is gone: a token that has just
/// been replaced may stand in an error that has yet to be logged.
inline constexpr std::size_t secrets_remembered = 100;

/// The text with every known secret of six characters or more replaced by `***`, the longest first. Safe from
/// any thread, as is making and destroying secrets.
[[nodiscard]] std::string redact(std::string_view text);

}  // namespace luabot
