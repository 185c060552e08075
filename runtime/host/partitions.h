#pragma once
#include <memory>
#include <string>

#include "api/base/error.h"
#include "api/base/loop.h"
#include "runtime/journal/journal.h"

namespace luabot {

/// Which journal is which portal's. Each portal of a luabot.toml has its own below DATA/portals/NAME, so that
/// what happens to one does not touch another. A host without a luabot.toml keeps its journal in DATA itself;
/// portals that have bots there stay there when they move into a luabot.toml.
class Partitions {
 public:
  Partitions(Loop& loop, std::string data) : loop_(loop), data_(std::move(data)) {}

  /// `name` is the luabot.toml's, empty without one; `portal` is what the journal calls the portal.
  Result<std::shared_ptr<journal::Journal>> open(const std::string& name, const std::string& portal);

 private:
  Result<std::shared_ptr<journal::Journal>> open_at(const std::string& directory, const std::string& name);
  Result<std::shared_ptr<journal::Journal>> shared(const std::string& portal);

  Loop& loop_;
  std::string data_;
  std::shared_ptr<journal::Journal> shared_;
};

}  // namespace luabot
