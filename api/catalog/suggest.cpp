#include <algorithm>
#include <array>
#include <string>
#include <utility>
#include <vector>

#include "api/catalog/catalog.h"
#include "api/catalog/names.h"
#include "api/catalog/tables.h"

namespace luabot::catalog {
namespace {

// The longest documented name has about 60 letters; a longer text is no misspelt one.
constexpr std::size_t longest_name = 120;

std::string lower(std::string_view text) {
  std::string out(text);
  std::transform(out.begin(), out.end(), out.begin(), to_lower);
  return out;
}

std::vector<std::string_view> words_of(std::string_view name) {
  std::vector<std::string_view> words;
  while (true) {
    const std::size_t dot = name.find('.');
    words.push_back(name.substr(0, dot));
    if (dot == std::string_view::npos) return words;
    name.remove_prefix(dot + 1);
  }
}

// Words that other interfaces use for what this one calls by the second.
constexpr std::array<std::pair<std::string_view, std::string_view>, 12> synonyms{{{"create", "add"},
                                                                                  {"insert", "add"},
                                                                                  {"new", "add"},
                                                                                  {"remove", "delete"},
                                                                                  {"edit", "update"},
                                                                                  {"change", "update"},
                                                                                  {"post", "send"},
                                                                                  {"reply", "send"},
                                                                                  {"write", "send"},
                                                                                  {"fetch", "get"},
                                                                                  {"read", "get"},
                                                                                  {"find", "search"}}};

std::string_view synonym(std::string_view word) {
  for (const auto& [other, ours] : synonyms)
    if (other == word) return ours;
  return word;
}

// Farther than any pair of words that are likened.
constexpr std::size_t another_word = 1000;

// How far a word is from the one that was typed, in halves of a letter; a synonym costs one. Beyond half of
// the letters it is another word.
std::size_t word_distance(std::string_view typed, std::string_view known) {
  const std::size_t limit = std::max<std::size_t>(1, std::max(typed.size(), known.size()) / 2);
  const std::size_t letters = edit_distance(typed, known, limit);
  const std::size_t distance = letters > limit ? another_word : 2 * letters;
  return synonym(typed) == known ? std::min<std::size_t>(distance, 1) : distance;
}

}  // namespace

std::string suggest(std::string_view name) {
  if (name.empty() || name.size() > longest_name) return {};
  const std::string typed = lower(name);
  const std::vector<std::string_view> typed_words = words_of(typed);
  const std::string_view stem = std::string_view(typed).substr(0, typed.rfind('.') + 1);
  // Beyond a quarter of the letters it is another name.
  std::size_t best = 2 * std::max<std::size_t>(2, typed.size() / 4) + 1;
  const Method* nearest = nullptr;
  const Method* sibling = nullptr;
  std::size_t nearest_sibling = another_word;
  for (const Method& method : tables::methods) {
    const std::string known = lower(method.name);
    const std::vector<std::string_view> words = words_of(known);
    std::size_t distance = 2 * edit_distance(typed, known, best / 2);
    if (words.size() == typed_words.size()) {
      std::size_t sum = 0;
      for (std::size_t i = 0; i < words.size() && sum < best; ++i)
        sum += word_distance(typed_words[i], words[i]);
      distance = std::min(distance, sum);
      // Everything but the last word is right: the nearest of its neighbours may be a little farther.
      if (!stem.empty() && known.starts_with(stem)) {
        const std::size_t last = word_distance(typed_words.back(), words.back());
        if (last < nearest_sibling) {
          sibling = &method;
          nearest_sibling = last;
        }
      }
    }
    if (distance < best) {
      best = distance;
      nearest = &method;
    }
  }
  if (sibling != nullptr && (nearest == nullptr || nearest_sibling <= best)) nearest = sibling;
  return nearest == nullptr ? std::string() : std::string(nearest->name);
}

}  // namespace luabot::catalog
