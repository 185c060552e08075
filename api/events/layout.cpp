#include "api/events/layout.h"

#include <algorithm>

#include "api/catalog/events.h"

namespace luabot::events {
namespace {

constexpr std::uint16_t maps =
    catalog::kind_object | catalog::kind_map | catalog::kind_array | catalog::kind_entity;

Layout& field_of(Layout& of, std::string_view name) {
  const auto at = of.find(name);
  if (at < of.fields.size()) return of.fields[at];
  return of.fields.emplace_back(Layout{.name = name});
}

void add(Layout& root, const catalog::Slice<catalog::Field>& fields) {
  for (const catalog::Field& field : fields) {
    Layout* at = &root;
    std::string_view path = field.path;
    // Of what is inside arrays and free maps no event's data says more than its type.
    if (path.find_first_of("[{") != std::string_view::npos) continue;
    while (!path.empty()) {
      const auto dot = std::min(path.find('.'), path.size());
      at = &field_of(*at, path.substr(0, dot));
      path.remove_prefix(std::min(dot + 1, path.size()));
    }
    at->type = field.type;
    at->answers_only = field.answers_only;
    if (field.entity != nullptr && !field.type.has(catalog::kind_array)) add(*at, field.entity->fields);
  }
}

std::vector<Layout> all_layouts() {
  std::vector<Layout> all;
  for (const catalog::Event& event : catalog::all_events()) {
    Layout& made = all.emplace_back();
    made.name = event.name;
    made.type.kinds = catalog::kind_object;
    add(made, event.fields);
  }
  return all;
}

}  // namespace

std::size_t Layout::find(std::string_view field) const {
  std::size_t at = 0;
  while (at < fields.size() && fields[at].name != field) ++at;
  return at;
}

bool Layout::always_a_map() const {
  return !type.nullable && type.has(maps) && !type.has(static_cast<std::uint16_t>(~maps));
}

const Layout* layout_of(std::string_view type) {
  static const std::vector<Layout> all = all_layouts();
  for (const Layout& one : all)
    if (one.name == type) return &one;
  return nullptr;
}

}  // namespace luabot::events
