#pragma once
#include <optional>

#include "api/base/error.h"
#include "runtime/cli/settings.h"
#include "runtime/config/config.h"

namespace luabot::cli {

/// The bots to run and their portals: flags and variables over the luabot.toml that they name.
struct Setup {
  config::Config config;
  bool named = false;  ///< portals have names, from a luabot.toml; else there is one, without
};

/// Checks what flags and file say together. An error is one of usage.
/// `with_bots`: at least one bot has to be named.
[[nodiscard]] Result<Setup> setup_of(const Settings& settings, bool with_bots = true);

/// The bots of the setup that run on that portal.
[[nodiscard]] std::vector<config::Bot> bots_on(const Setup& setup, const config::Portal& portal);

}  // namespace luabot::cli
