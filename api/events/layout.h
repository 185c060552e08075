#pragma once
#include <cstddef>
#include <string_view>
#include <vector>

#include "api/catalog/description.h"

namespace luabot::events {

/// What an event's data looks like: the catalog's paths as a tree.
struct Layout {
  std::string_view name{};
  catalog::Type type{};
  bool answers_only = false;  ///< occurs in answers, not in events
  std::vector<Layout> fields{};

  /// Where that field stands in `fields`; their number when it is not known.
  [[nodiscard]] std::size_t find(std::string_view field) const;
  /// Whether it is an object or array and nothing else, so that an empty one can be told when it is missing.
  [[nodiscard]] bool always_a_map() const;
  [[nodiscard]] bool is_array() const { return type.has(catalog::kind_array); }
};

/// The layout of the event's data; null for an event that the catalog does not describe.
[[nodiscard]] const Layout* layout_of(std::string_view type);

}  // namespace luabot::events
