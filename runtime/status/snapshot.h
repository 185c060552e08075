#pragma once
#include <cstdint>
#include <string>
#include <vector>

#include "api/client/client.h"

namespace luabot::status {

struct BotStatus {
  std::string code;  ///< empty until the scripts have said it
  std::int64_t bot_id = 0;
  std::string script;
  std::string events;    ///< how they come: "fetch" or "webhook"
  std::string state;     ///< "starting", "running" or "failed"
  std::size_t runs = 0;  ///< handlers under way and waiting for their turn
};

struct PortalStatus {
  std::string name;    ///< the luabot.toml's; may be empty
  std::string portal;  ///< its host name
  client::Traffic traffic;
  Duration expected_wait{};  ///< of a call made now
  std::vector<BotStatus> bots;
};

/// A host at one moment.
struct Snapshot {
  std::int64_t started_ms = 0;  ///< milliseconds since 1970
  std::int64_t now_ms = 0;
  std::vector<PortalStatus> portals;
};

/// JSON text, with the fields that docs/status.md describes.
[[nodiscard]] std::string to_json(const Snapshot& snapshot);

/// What a host says of itself, as to_json() writes it, for people to read. BAD_STATUS when it is something
/// else.
[[nodiscard]] Result<std::string> table(std::string_view status);

}  // namespace luabot::status
