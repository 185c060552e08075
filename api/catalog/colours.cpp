#include "api/catalog/colours.h"

#include <algorithm>
#include <array>
#include <utility>

namespace luabot::catalog {
namespace {

constexpr std::array<std::pair<std::string_view, std::string_view>, 16> colours = {{
    {"red", "#df532d"},
    {"green", "#64a513"},
    {"mint", "#4ba984"},
    {"lightBlue", "#4ba5c3"},
    {"darkBlue", "#3e99ce"},
    {"purple", "#8474c8"},
    {"aqua", "#1eb4aa"},
    {"pink", "#f76187"},
    {"lime", "#58cc47"},
    {"brown", "#ab7761"},
    {"azure", "#29619b"},
    {"khaki", "#728f7a"},
    {"sand", "#ba9c7b"},
    {"marengo", "#556574"},
    {"gray", "#909090"},
    {"graphite", "#5e5f5e"},
}};

}  // namespace

std::string_view colour(std::string_view name) {
  const auto known =
      std::find_if(colours.begin(), colours.end(), [&](const auto& one) { return one.first == name; });
  return known == colours.end() ? std::string_view() : known->second;
}

}  // namespace luabot::catalog
