#include "api/catalog/names.h"

#include <algorithm>
#include <utility>

namespace luabot::catalog {
namespace {

constexpr bool is_upper(char c) {
  return c >= 'A' && c <= 'Z';
}
constexpr bool is_lower(char c) {
  return c >= 'a' && c <= 'z';
}
constexpr char to_upper(char c) {
  return is_lower(c) ? static_cast<char>(c - 'a' + 'A') : c;
}

// The longer names are, the more letters may be wrong before they are different ones.
constexpr std::size_t tolerance(std::size_t letters) {
  if (letters <= 3) return 0;
  if (letters <= 5) return 1;
  return letters <= 11 ? 2 : 3;
}

}  // namespace

int compare_caseless(std::string_view a, std::string_view b) {
  const std::size_t common = std::min(a.size(), b.size());
  for (std::size_t i = 0; i < common; ++i) {
    const auto x = static_cast<unsigned char>(to_lower(a[i]));
    const auto y = static_cast<unsigned char>(to_lower(b[i]));
    if (x != y) return x < y ? -1 : 1;
  }
  if (a.size() == b.size()) return 0;
  return a.size() < b.size() ? -1 : 1;
}

std::string folded(std::string_view name) {
  std::string text;
  text.reserve(name.size());
  for (const char c : name)
    if (c != '_') text += to_lower(c);
  return text;
}

std::size_t edit_distance(std::string_view a, std::string_view b, std::size_t limit) {
  const std::size_t gap = a.size() < b.size() ? b.size() - a.size() : a.size() - b.size();
  if (gap > limit) return limit + 1;
  std::vector<std::size_t> before(b.size() + 1);
  std::vector<std::size_t> above(b.size() + 1);
  std::vector<std::size_t> row(b.size() + 1);
  for (std::size_t j = 0; j <= b.size(); ++j) above[j] = j;
  for (std::size_t i = 1; i <= a.size(); ++i) {
    row[0] = i;
    std::size_t best = i;
    for (std::size_t j = 1; j <= b.size(); ++j) {
      const std::size_t replaced = above[j - 1] + (a[i - 1] == b[j - 1] ? 0 : 1);
      row[j] = std::min({replaced, above[j] + 1, row[j - 1] + 1});
      if (i > 1 && j > 1 && a[i - 1] == b[j - 2] && a[i - 2] == b[j - 1])
        row[j] = std::min(row[j], before[j - 2] + 1);
      best = std::min(best, row[j]);
    }
    if (best > limit) return limit + 1;
    before.swap(above);
    above.swap(row);
  }
  return std::min(above[b.size()], limit + 1);
}

std::string_view nearest(std::string_view name, const std::vector<std::string_view>& names) {
  const std::string wanted = folded(name);
  std::string_view found;
  std::size_t best = 0;
  for (const std::string_view one : names) {
    const std::string known = folded(one);
    const std::size_t limit = tolerance(std::max(wanted.size(), known.size()));
    const std::size_t distance = edit_distance(wanted, known, limit);
    if (distance > limit || (!found.empty() && distance >= best)) continue;
    found = one;
    best = distance;
  }
  return found;
}

std::string other_spelling(std::string_view name) {
  std::string text;
  if (std::any_of(name.begin(), name.end(), is_lower)) {
    for (std::size_t i = 0; i < name.size(); ++i) {
      if (is_upper(name[i]) && i > 0) text += '_';
      text += to_upper(name[i]);
    }
    return text;
  }
  for (std::size_t i = 0; i < name.size(); ++i) {
    if (name[i] == '_') continue;
    text += i > 0 && name[i - 1] == '_' ? name[i] : to_lower(name[i]);
  }
  return text;
}

}  // namespace luabot::catalog
