#include <utility>

#include <nlohmann/json.hpp>

#include "api/base/json_text.h"
#include "api/form/form.h"
#include "api/form/tree.h"

namespace luabot::form {
namespace {

void write(std::string& out, const Tree& tree, const Tree::Map& map, bool list) {
  out += list ? '[' : '{';
  bool first = true;
  for (auto at = map.first; at != Tree::none; at = tree.node(at).after) {
    const Tree::Node& node = tree.node(at);
    if (!std::exchange(first, false)) out += ',';
    if (!list) {
      json_text::quote(out, node.key);
      out += ':';
    }
    if (node.map == Tree::none)
      json_text::quote(out, node.value);
    else
      write(out, tree, tree.map(node), tree.map(node).list);
  }
  out += list ? ']' : '}';
}

}  // namespace

std::string unescape(std::string_view text) {
  std::string out;
  out.reserve(text.size());
  const auto hex = [](char c) {
    if (c >= '0' && c <= '9') return c - '0';
    if (c >= 'a' && c <= 'f') return c - 'a' + 10;
    if (c >= 'A' && c <= 'F') return c - 'A' + 10;
    return -1;
  };
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
  const auto tree = Tree::read(text, limits);
  if (!tree) return tree.error();
  std::string out;
  write(out, *tree, tree->root(), false);
  return out;
}

Result<Json> decode(std::string_view text, Limits limits) {
  auto json = decode_text(text, limits);
  if (!json) return json.error();
  return Json::parse(*json);
}

}  // namespace luabot::form
