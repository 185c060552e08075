#pragma once
#include <vector>

#include "runtime/config/config.h"
#include "runtime/config/section.h"

namespace luabot::config {

/// `[[portal]]`s, in the file's order.
[[nodiscard]] std::vector<Portal> portals_of(const Section& top);

/// The tables of `[[name]]`.
[[nodiscard]] std::vector<const toml::table*> tables_of(const Section& top, const char* name);

}  // namespace luabot::config
