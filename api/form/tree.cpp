#include "api/form/tree.h"

#include <algorithm>
#include <array>
#include <functional>

#include "api/base/byte_set.h"

namespace luabot::form {
namespace {

constexpr auto digits = [] {
  std::array<signed char, 256> table{};
  for (auto& value : table) value = -1;
  signed char digit = 0;
  for (const unsigned char c : {'0', '1', '2', '3', '4', '5', '6', '7', '8', '9'}) table[c] = digit++;
  for (const unsigned char c : {'a', 'b', 'c', 'd', 'e', 'f'}) {
    table[c] = digit;
    table[c - 'a' + 'A'] = digit++;
  }
  return table;
}();

constexpr ByteSet coded("%+");
constexpr ByteSet odd_in_names(" .");

int hex(char c) {
  return digits[static_cast<unsigned char>(c)];
}

/// The index that a key is to PHP, -1 when it is a name.
std::int64_t index_of(std::string_view key) {
  constexpr std::size_t longest = 18;  // digits that surely fit 64 bits
  if (key.empty() || key.size() > longest || (key.size() > 1 && key[0] == '0')) return -1;
  std::int64_t value = 0;
  for (const char c : key) {
    if (c < '0' || c > '9') return -1;
    value = value * 10 + (c - '0');
  }
  return value;
}

std::size_t place_of(std::uint32_t map, std::string_view key) {
  return std::hash<std::string_view>()(key) ^ (map * 0x9e3779b97f4a7c15ULL);
}

Error too_large(std::string what) {
  return {.code = "FORM_TOO_LARGE", .what = std::move(what), .hint = "Send less at a time."};
}

}  // namespace

Tree::Tree() : maps_(1), table_(64, none) {}

Error Tree::refusal(Refusal why, const Limits& limits) {
  if (why == Refusal::depth)
    return too_large("a key of the form has more than " + std::to_string(limits.depth) + " levels");
  const char* what = why == Refusal::conflict ? "two keys of the form contradict each other"
                     : why == Refusal::code   ? "a percent code of the form is broken"
                                              : "a key of the form is no name with brackets";
  return {.code = "FORM_INVALID", .what = what};
}

Result<Tree> Tree::read(std::string_view text, const Limits& limits) {
  if (text.size() > limits.bytes)
    return too_large("the form has more than " + std::to_string(limits.bytes) + " bytes");
  Tree tree;
  // Never so short that the bytes would lie in the string itself and move with it.
  tree.bytes_.reserve(text.size() + 64);
  const auto pairs = static_cast<std::size_t>(std::count(text.begin(), text.end(), '&')) + 1;
  tree.nodes_.reserve(std::min(pairs, limits.keys) + 16);
  std::size_t keys = 0;
  while (!text.empty()) {
    const auto end = std::min(text.find('&'), text.size());
    const auto pair = text.substr(0, end);
    text.remove_prefix(std::min(end + 1, text.size()));
    if (pair.empty()) continue;
    if (++keys > limits.keys)
      return too_large("the form has more than " + std::to_string(limits.keys) + " values");
    const auto equals = std::min(pair.find('='), pair.size());
    std::string_view name;
    std::string_view value;
    auto wrong = tree.unescape(pair.substr(0, equals), limits.strict, name);
    if (wrong == Refusal::none)
      wrong = tree.unescape(pair.substr(std::min(equals + 1, pair.size())), limits.strict, value);
    if (wrong == Refusal::none) wrong = tree.place(name, value, limits);
    if (wrong != Refusal::none) return refusal(wrong, limits);
  }
  return tree;
}

/// Decoded text is never longer than what it was, so the bytes do not move.
Tree::Refusal Tree::unescape(std::string_view text, bool strict, std::string_view& decoded) {
  const auto begin = bytes_.size();
  std::size_t from = 0;
  for (auto at = coded.find_in(text); at != std::string_view::npos; at = coded.find_in(text, from)) {
    bytes_.append(text, from, at - from);
    from = at + 1;
    if (text[at] == '+') {
      bytes_ += ' ';
    } else if (at + 2 < text.size() && hex(text[at + 1]) >= 0 && hex(text[at + 2]) >= 0) {
      bytes_ += static_cast<char>(hex(text[at + 1]) * 16 + hex(text[at + 2]));
      from = at + 3;
    } else if (strict) {
      return Refusal::code;
    } else {
      bytes_ += '%';
    }
  }
  bytes_.append(text, from);
  decoded = std::string_view(bytes_).substr(begin);
  return Refusal::none;
}

/// Puts one decoded pair where PHP's php_register_variable_ex (main/php_variables.c) would.
Tree::Refusal Tree::place(std::string_view key, std::string_view value, const Limits& limits) {
  key.remove_prefix(std::min(key.find_first_not_of(' '), key.size()));
  const auto open = std::min(key.find('['), key.size());
  std::string_view name = key.substr(0, open);
  if (name.empty()) return limits.strict ? Refusal::name : Refusal::none;
  const bool odd = odd_in_names.find_in(name) != std::string_view::npos;
  const bool broken = open < key.size() && key.find(']', open) == std::string_view::npos;
  if (odd || broken) {
    if (limits.strict) return Refusal::name;
    std::string& renamed = more_.emplace_back(name);
    std::replace_if(
        renamed.begin(), renamed.end(), [](char c) { return c == ' ' || c == '.'; }, '_');
    // Not an index after all: `a[b` is the name `a_b`.
    if (broken) renamed.append("_").append(key.substr(open + 1));
    name = renamed;
  }
  if (open == key.size() || broken) return set(0, name, value, limits.strict);

  // The path is walked as it is read; the last index is where the value goes.
  std::uint32_t map = 0;
  std::string_view last = name;
  std::size_t depth = 0;
  auto at = open;
  while (at < key.size() && key[at] == '[') {
    const auto close = key.find(']', at);
    if (close == std::string_view::npos) break;
    if (depth++ == limits.depth) return Refusal::depth;
    if (const auto wrong = enter(map, last, limits.strict); wrong != Refusal::none) return wrong;
    last = key.substr(at + 1, close - at - 1);
    if (last.empty() || last == " ") last = number(maps_[map].next);
    at = close + 1;
  }
  if (at < key.size() && limits.strict) return Refusal::name;
  return set(map, last, value, limits.strict);
}

/// A string at that key. A map that was there is forgotten, as PHP does.
Tree::Refusal Tree::set(std::uint32_t map, std::string_view key, std::string_view value, bool strict) {
  bool fresh = false;
  Node& at = nodes_[child(map, key, fresh)];
  if (!fresh && strict) return Refusal::conflict;
  at.map = none;
  at.value = value;
  return Refusal::none;
}

/// The map at that key. A string that was there is forgotten.
Tree::Refusal Tree::enter(std::uint32_t& map, std::string_view key, bool strict) {
  bool fresh = false;
  Node& at = nodes_[child(map, key, fresh)];
  if (at.map == none) {
    if (!fresh && strict) return Refusal::conflict;
    at.value = {};
    at.map = static_cast<std::uint32_t>(maps_.size());
    maps_.emplace_back();
  }
  map = at.map;
  return Refusal::none;
}

std::uint32_t Tree::child(std::uint32_t map, std::string_view key, bool& fresh) {
  const std::size_t mask = table_.size() - 1;
  std::size_t at = place_of(map, key) & mask;
  for (; table_[at] != none; at = (at + 1) & mask)
    if (of_[table_[at]] == map && nodes_[table_[at]].key == key) return table_[at];
  fresh = true;
  const auto made = static_cast<std::uint32_t>(nodes_.size());
  nodes_.push_back({.key = key});
  of_.push_back(map);
  table_[at] = made;
  if (nodes_.size() * 2 > table_.size()) grow();

  Map& in = maps_[map];
  const auto number = index_of(key);
  in.list = in.list && number == in.count;
  in.next = std::max(in.next, number + 1);
  (in.last == none ? in.first : nodes_[in.last].after) = made;
  in.last = made;
  ++in.count;
  return made;
}

void Tree::grow() {
  table_.assign(table_.size() * 4, none);
  const std::size_t mask = table_.size() - 1;
  for (std::uint32_t node = 0; node < nodes_.size(); ++node) {
    std::size_t at = place_of(of_[node], nodes_[node].key) & mask;
    while (table_[at] != none) at = (at + 1) & mask;
    table_[at] = node;
  }
}

std::string_view Tree::number(std::int64_t value) {
  constexpr std::array<std::string_view, 10> small = {"0", "1", "2", "3", "4", "5", "6", "7", "8", "9"};
  if (value < 10) return small[static_cast<std::size_t>(value)];
  return more_.emplace_back(std::to_string(value));
}

const Tree::Node* Tree::find(const Map& in, std::string_view key) const {
  for (auto at = in.first; at != none; at = nodes_[at].after)
    if (nodes_[at].key == key) return &nodes_[at];
  return nullptr;
}

std::string_view Tree::text(const Map& in, std::string_view key) const {
  const Node* found = find(in, key);
  return found == nullptr || found->map != none ? std::string_view() : found->value;
}

}  // namespace luabot::form
