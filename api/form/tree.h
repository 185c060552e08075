#pragma once
#include <cstddef>
#include <cstdint>
#include <deque>
#include <string>
#include <string_view>
#include <vector>

#include "api/base/error.h"
#include "api/form/form.h"

namespace luabot::form {

/// A decoded form as PHP would see it, before anything is made of its strings. Time and memory go with the
/// length of the text, whatever it says.
class Tree {
 public:
  static constexpr std::uint32_t none = 0xffffffffU;

  /// A string, or an ordered map that may turn out to be a list. Views live as long as the tree.
  struct Node {
    std::string_view key{};
    std::string_view value{};    ///< of a string
    std::uint32_t map = none;    ///< of a map
    std::uint32_t after = none;  ///< the next node of the same map
  };
  struct Map {
    std::uint32_t first = none;
    std::uint32_t last = none;
    std::uint32_t count = 0;
    std::int64_t next = 0;  ///< the index that `[]` takes
    bool list = true;       ///< the keys came as 0, 1, 2...
  };

  /// The same errors as decode().
  static Result<Tree> read(std::string_view text, const Limits& limits);

  Tree(Tree&&) noexcept = default;
  Tree& operator=(Tree&&) noexcept = default;
  Tree(const Tree&) = delete;
  Tree& operator=(const Tree&) = delete;
  ~Tree() = default;

  [[nodiscard]] const Map& root() const { return maps_[0]; }
  [[nodiscard]] const Node& node(std::uint32_t at) const { return nodes_[at]; }
  [[nodiscard]] const Map& map(const Node& of) const { return maps_[of.map]; }
  /// The node of that key; null when there is none.
  [[nodiscard]] const Node* find(const Map& in, std::string_view key) const;
  /// The string of that key; "" when there is none.
  [[nodiscard]] std::string_view text(const Map& in, std::string_view key) const;

 private:
  Tree();
  enum class Refusal { none, depth, conflict, code, name };
  [[nodiscard]] static Error refusal(Refusal why, const Limits& limits);
  Refusal place(std::string_view name, std::string_view value, const Limits& limits);
  Refusal set(std::uint32_t map, std::string_view key, std::string_view value, bool strict);
  Refusal enter(std::uint32_t& map, std::string_view key, bool strict);
  Refusal unescape(std::string_view text, bool strict, std::string_view& decoded);
  std::uint32_t child(std::uint32_t map, std::string_view key, bool& fresh);
  std::string_view number(std::int64_t value);
  void grow();

  std::string bytes_;             ///< what has been decoded; its room is taken once, so that views stay
  std::deque<std::string> more_;  ///< keys that the text does not hold
  std::vector<Node> nodes_;
  std::vector<Map> maps_;
  std::vector<std::uint32_t> of_;     ///< the map that each node was put into
  std::vector<std::uint32_t> table_;  ///< nodes by map and key, open addressing
};

}  // namespace luabot::form
