#pragma once
#include <cstdint>
#include <initializer_list>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include <nlohmann/json.hpp>

namespace luabot::catalog::generate {

/// A place in a data file. Whatever is not as asked for throws BadData that names file and path.
class Node {
 public:
  /// Reads a file of JSON in which no object has a key twice; the root is an object.
  [[nodiscard]] static Node read_file(const std::string& file);

  [[nodiscard]] const std::string& path() const { return path_; }
  [[nodiscard]] bool has(std::string_view key) const { return json_.contains(key); }
  [[nodiscard]] bool is_string() const { return json_.is_string(); }
  [[nodiscard]] Node at(std::string_view key) const;
  /// The members in the file's order.
  [[nodiscard]] std::vector<std::pair<std::string, Node>> members() const;
  [[nodiscard]] std::vector<Node> items() const;

  [[nodiscard]] std::string text() const;
  [[nodiscard]] std::int64_t integer() const;
  [[nodiscard]] bool boolean() const;
  [[nodiscard]] std::vector<std::string> texts() const;  ///< strings and whole numbers, none twice
  [[nodiscard]] std::string dump() const { return json_.dump(); }

  [[nodiscard]] std::string text(std::string_view key, std::string_view otherwise) const;
  [[nodiscard]] bool boolean(std::string_view key, bool otherwise) const;

  /// Refuses every key but these.
  void only(std::initializer_list<std::string_view> keys) const;
  [[noreturn]] void fail(const std::string& what) const;

 private:
  Node(nlohmann::ordered_json json, std::string path) : json_(std::move(json)), path_(std::move(path)) {}

  nlohmann::ordered_json json_;
  std::string path_;  ///< "FILE: key.key[2]"
};

}  // namespace luabot::catalog::generate
