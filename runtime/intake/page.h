#pragma once
#include <cstdint>
#include <functional>
#include <string>
#include <string_view>
#include <vector>

#include "api/base/error.h"
#include "runtime/journal/journal.h"

namespace luabot {

/// What one answer of imbot.v2.Event.get holds.
struct Page {
  std::vector<journal::Event> events;   ///< wanted ones, in the order of eventId
  std::vector<std::string> complaints;  ///< events of a wrong shape, which are left out
  std::int64_t next_offset = 0;         ///< what confirms the page
  bool full = false;                    ///< more is waiting, probably
  std::size_t size = 0;                 ///< events the portal sent, wanted or not
};

/// Reads an answer's `result`, valid JSON text. `wanted` tells whether events of a type are to be kept.
[[nodiscard]] Result<Page> read_page(std::string_view result, std::int64_t offset,
                                     const std::function<bool(const std::string& type)>& wanted);

/// What orders an event: the events of one dialog are handled in turn. Empty for events without a dialog.
[[nodiscard]] std::string dialog_of(std::string_view data);

}  // namespace luabot
