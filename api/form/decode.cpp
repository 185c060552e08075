#include <algorithm>
#include <cstdint>
#include <memory>
#include <unordered_map>
#include <utility>
#include <vector>

#include <nlohmann/json.hpp>

#include "api/form/form.h"

namespace luabot::form {
namespace {

/// A PHP value: a string, or an ordered map that may turn out to be a list.
struct Node {
  bool scalar = true;
  std::string value;
  std::vector<std::pair<std::string, std::unique_ptr<Node>>> children;
  std::unordered_map<std::string, std::size_t> places;
  std::int64_t next = 0;  ///< the index that `[]` takes
  bool list = true;       ///< the keys came as 0, 1, 2...

  Node& child(std::string key) {
    scalar = false;
    const auto [at, fresh] = places.try_emplace(key, children.size());
    if (!fresh) return *children[at->second].second;
    list = list && key == std::to_string(children.size());
    note_index(key);
    children.emplace_back(std::move(key), std::make_unique<Node>());
    return *children.back().second;
  }

  void become(std::string text) {
    *this = Node{};
    value = std::move(text);
  }

 private:
  void note_index(const std::string& key) {
    constexpr std::size_t longest = 18;  // digits that surely fit 64 bits
    if (key.empty() || key.size() > longest || (key.size() > 1 && key[0] == '0')) return;
    if (key.find_first_not_of("0123456789") != std::string::npos) return;
    next = std::max<std::int64_t>(next, std::stoll(key) + 1);
  }
};

int hex(char c) {
  if (c >= '0' && c <= '9') return c - '0';
  if (c >= 'a' && c <= 'f') return c - 'a' + 10;
  if (c >= 'A' && c <= 'F') return c - 'A' + 10;
  return -1;
}

void quote(std::string& out, const std::string& text) {
  out += nlohmann::json(text).dump(-1, ' ', false, nlohmann::json::error_handler_t::replace);
}

void write(std::string& out, const Node& node, bool top) {
  if (node.scalar && !top) return quote(out, node.value);
  const bool list = node.list && !top;
  out += list ? '[' : '{';
  bool first = true;
  for (const auto& [key, child] : node.children) {
    if (!std::exchange(first, false)) out += ',';
    if (!list) {
      quote(out, key);
      out += ':';
    }
    write(out, *child, false);
  }
  out += list ? ']' : '}';
}

Error too_large(std::string what) {
  return {.code = "FORM_TOO_LARGE", .what = std::move(what), .hint = "Send less at a time."};
}

/// Puts one decoded pair where PHP's php_register_variable_ex (main/php_variables.c) would.
/// Returns false when the key has too many levels.
bool place(Node& root, std::string key, std::string value, std::size_t depth) {
  key.erase(0, key.find_first_not_of(' '));
  const auto open = key.find('[');
  std::string name = key.substr(0, open);
  if (name.empty()) return true;
  for (char& c : name) {
    if (c == ' ' || c == '.') c = '_';
  }
  if (open == std::string::npos) {
    root.child(std::move(name)).become(std::move(value));
    return true;
  }
  if (key.find(']', open) == std::string::npos) {  // not an index after all: `a[b` is the name `a_b`
    root.child(name + "_" + key.substr(open + 1)).become(std::move(value));
    return true;
  }
  std::vector<std::string> path;
  for (auto at = open; at < key.size() && key[at] == '[';) {
    const auto close = key.find(']', at);
    if (close == std::string::npos) break;
    if (path.size() == depth) return false;
    path.push_back(key.substr(at + 1, close - at - 1));
    at = close + 1;
  }
  Node* node = &root.child(std::move(name));
  for (auto& index : path) {
    if (node->scalar) node->value.clear();
    const bool append = index.empty() || index == " ";
    node = &node->child(append ? std::to_string(node->next) : std::move(index));
  }
  node->become(std::move(value));
  return true;
}

}  // namespace

std::string unescape(std::string_view text) {
  std::string out;
  out.reserve(text.size());
  for (std::size_t i = 0; i < text.size(); ++i) {
    if (text[i] == '+') {
      out += ' ';
    } else if (text[i] == '%' && i + 2 < text.size() && hex(text[i + 1]) >= 0 && hex(text[i + 2]) >= 0) {
      out += static_cast<char>(hex(text[i + 1]) * 16 + hex(text[i + 2]));
      i += 2;
    } else {
      out += text[i];
    }
  }
  return out;
}

Result<std::string> decode_text(std::string_view text, Limits limits) {
  if (text.size() > limits.bytes) {
    return too_large("the form has more than " + std::to_string(limits.bytes) + " bytes");
  }
  Node root;
  std::size_t keys = 0;
  while (!text.empty()) {
    const auto end = std::min(text.find('&'), text.size());
    const auto pair = text.substr(0, end);
    text.remove_prefix(std::min(end + 1, text.size()));
    if (pair.empty()) continue;
    if (++keys > limits.keys) {
      return too_large("the form has more than " + std::to_string(limits.keys) + " values");
    }
    const auto equals = std::min(pair.find('='), pair.size());
    const auto value = pair.substr(std::min(equals + 1, pair.size()));
    if (!place(root, unescape(pair.substr(0, equals)), unescape(value), limits.depth)) {
      return too_large("a key of the form has more than " + std::to_string(limits.depth) + " levels");
    }
  }
  std::string out;
  write(out, root, true);
  return out;
}

Result<Json> decode(std::string_view text, Limits limits) {
  auto json = decode_text(text, limits);
  if (!json) return json.error();
  return Json::parse(*json);
}

}  // namespace luabot::form
