#pragma once
#include <optional>
#include <string>

#include "api/base/error.h"
#include "api/oauth/tokens.h"

namespace luabot::oauth {

/// Keeps each portal's tokens in a file of its own that only its owner may read: DIR/NAME.json, mode 0600.
/// A file is replaced whole: after a crash or on a full disk there is the old pair or the new one. A write
/// takes a few milliseconds, once an hour for each portal, and happens on the caller's thread.
class Store {
 public:
  /// The directory is made (mode 0700) with the first save.
  explicit Store(std::string directory) : directory_(std::move(directory)) {}

  /// Nothing when none are kept. TOKENS_UNREADABLE when the file is not such a one, or others may read it.
  [[nodiscard]] Result<std::optional<Tokens>> load(const std::string& name) const;
  /// Returns when the tokens will survive a power cut. TOKENS_NOT_STORED when the disk refused.
  [[nodiscard]] Result<void> save(const std::string& name, const Tokens& tokens) const;
  /// Also well when none are kept.
  [[nodiscard]] Result<void> forget(const std::string& name) const;

 private:
  [[nodiscard]] std::string path(const std::string& name) const { return directory_ + "/" + name + ".json"; }

  std::string directory_;
};

}  // namespace luabot::oauth
