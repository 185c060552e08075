#pragma once
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include <toml++/toml.h>

#include "api/base/error.h"
#include "api/base/secret.h"

/// Of this room alone: reading toml++'s tables. Errors are thrown here and caught at the room's door.
namespace luabot::config {

struct Refused {
  Error error;
};

/// The file being read.
struct Source {
  std::string file;    ///< as it was named
  std::string folder;  ///< what relative paths begin at; empty: the working directory

  /// "luabot.toml:7"
  [[nodiscard]] std::string at(const toml::node& node) const;
  [[noreturn]] void refuse(const toml::node& node, std::string what, std::string hint = {}) const;
  /// The path from the working directory.
  [[nodiscard]] std::string path(const std::string& written) const;
};

/// One table with the keys that it may have. Never says a value in an error: it may be a secret.
class Section {
 public:
  /// Refuses the first key, in the file's order, that is not among the known.
  Section(const Source& source, const toml::table& table, std::string name,
          std::vector<std::string_view> known);

  [[nodiscard]] const toml::node* find(std::string_view key) const { return table_.get(key); }
  /// A text that is not empty; nothing when the key is missing.
  [[nodiscard]] std::optional<std::string> text(std::string_view key) const;
  [[nodiscard]] std::string required_text(std::string_view key, const std::string& hint) const;
  /// true or false; false when the key is missing.
  [[nodiscard]] bool flag(std::string_view key) const;
  /// A text, or what env:NAME or file:PATH holds; empty when the key is missing.
  [[nodiscard]] std::string secret_text(std::string_view key) const;
  [[nodiscard]] Secret required_secret(std::string_view key, const std::string& hint) const;
  /// The table of that key, for a section of its own.
  [[nodiscard]] const toml::table* table(std::string_view key, const std::string& hint) const;

  [[noreturn]] void refuse(std::string_view key, std::string what, std::string hint = {}) const;
  /// The section as a whole.
  [[noreturn]] void refuse_whole(std::string what, std::string hint) const;
  [[nodiscard]] const Source& source() const { return source_; }
  [[nodiscard]] std::string where() const { return source_.at(table_); }

 private:
  const Source& source_;
  const toml::table& table_;
  std::string name_;
};

/// The name among `known` that was probably meant; empty when none is near.
[[nodiscard]] std::string nearest(std::string_view typed, const std::vector<std::string_view>& known);

}  // namespace luabot::config
