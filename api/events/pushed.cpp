#include "api/events/pushed.h"

#include <algorithm>
#include <array>
#include <charconv>
#include <utility>

#include "api/base/json_text.h"
#include "api/events/layout.h"

namespace luabot::events {
namespace {

using form::Tree;
using json_text::quote;

std::int64_t number(std::string_view text) {
  std::int64_t value = 0;
  const auto read = std::from_chars(text.data(), text.data() + text.size(), value);
  return read.ec == std::errc() && read.ptr == text.data() + text.size() ? value : 0;
}

/// Whether JSON would write a whole number like this. Its size does not matter: nobody computes with it here.
bool is_integer(std::string_view text) {
  if (!text.empty() && text[0] == '-') text.remove_prefix(1);
  if (text.empty() || (text[0] == '0' && text.size() > 1)) return false;
  return text.find_first_not_of("0123456789") == std::string_view::npos;
}

bool is_token(std::string_view key) {
  return key == "access_token" || key == "refresh_token" || key == "application_token";
}

class Writer {
 public:
  Writer(const Tree& tree, std::string_view bot) : tree_(tree), bot_(bot) { out_.reserve(2048); }

  std::string write(const Tree::Node* data, const Layout* layout) {
    if (data == nullptr || data->map == Tree::none)
      out_ = "{}";
    else
      object(tree_.map(*data), layout, true);
    return std::move(out_);
  }

 private:
  void value(const Tree::Node& node, const Layout* layout) {
    if (node.map == Tree::none) return scalar(node.value, layout == nullptr ? catalog::Type{} : layout->type);
    const Tree::Map& map = tree_.map(node);
    const bool known = layout != nullptr && layout->type.kinds != 0;
    if (map.list && (!known || layout->is_array() || layout->type.has(catalog::kind_any)))
      return array(map, layout);
    object(map, layout, false);
  }

  void array(const Tree::Map& map, const Layout* layout) {
    const catalog::Type items{layout == nullptr ? std::uint16_t{0} : layout->type.items};
    out_ += '[';
    for (auto at = map.first; at != Tree::none; at = tree_.node(at).after) {
      if (at != map.first) out_ += ',';
      const Tree::Node& node = tree_.node(at);
      if (node.map == Tree::none)
        scalar(node.value, items);
      else
        value(node, nullptr);
    }
    out_ += ']';
  }

  void object(const Tree::Map& map, const Layout* layout, bool top) {
    std::uint64_t seen = 0;
    bool first = true;
    const auto key = [&](std::string_view name) {
      if (!std::exchange(first, false)) out_ += ',';
      quote(out_, name);
      out_ += ':';
    };
    out_ += '{';
    for (auto at = map.first; at != Tree::none; at = tree_.node(at).after) {
      const Tree::Node& node = tree_.node(at);
      const Layout* field = nullptr;
      if (layout != nullptr) {
        const auto place = layout->find(node.key);
        if (place < layout->fields.size()) field = &layout->fields[place];
        if (place < 64) seen |= std::uint64_t{1} << place;
      }
      if (is_token(node.key)) continue;
      if (top && node.key == "bot") {
        key(node.key);
        bot(node);
      } else {
        key(node.key);
        value(node, field);
      }
    }
    // http_build_query leaves empty maps out.
    if (layout != nullptr)
      for (std::size_t i = 0; i < std::min<std::size_t>(layout->fields.size(), 64); ++i) {
        const Layout& field = layout->fields[i];
        if ((seen >> i & 1U) != 0 || field.answers_only || !field.always_a_map()) continue;
        if (top && field.type.has(catalog::kind_entity)) continue;  // missing, not empty
        key(field.name);
        out_ += field.is_array() ? "[]" : "{}";
      }
    out_ += '}';
  }

  /// What is pushed of a bot is its id, its code and tokens.
  void bot(const Tree::Node& node) {
    if (!bot_.empty()) {
      out_ += bot_;
      return;
    }
    out_ += R"({"id":)";
    const bool map = node.map != Tree::none;
    scalar(map ? tree_.text(tree_.map(node), "id") : "", catalog::Type{catalog::kind_integer});
    out_ += R"(,"code":)";
    quote(out_, map ? tree_.text(tree_.map(node), "code") : "");
    out_ += '}';
  }

  void scalar(std::string_view text, const catalog::Type& type) {
    using namespace catalog;
    if (text.empty() && (type.nullable || (type.kinds & ~(kind_integer | kind_number)) == 0) &&
        type.kinds != 0) {
      out_ += "null";
    } else if (type.has(kind_boolean) && (text == "0" || text == "1")) {
      out_ += text == "1" ? "true" : "false";
    } else if (type.kinds == kind_boolean && (text.empty() || text == "N" || text == "false")) {
      out_ += "false";
    } else if (type.kinds == kind_boolean && (text == "Y" || text == "true")) {
      out_ += "true";
    } else if (type.has(kind_integer) && is_integer(text)) {
      out_ += text;
    } else if (text.empty() && (type.kinds & ~(kind_object | kind_map | kind_array | kind_entity)) == 0 &&
               type.kinds != 0) {
      out_ += type.has(kind_array) ? "[]" : "{}";
    } else {
      quote(out_, text);
    }
  }

  const Tree& tree_;
  std::string_view bot_;
  std::string out_;
};

}  // namespace

form::Limits pushed_limits() {
  return {.keys = 1'000, .depth = 32, .bytes = 1U << 20U, .strict = true};
}

Result<Pushed> Pushed::read(std::string_view body, const form::Limits& limits) {
  auto tree = Tree::read(body, limits);
  if (!tree) return tree.error();
  Pushed made(std::move(*tree));
  made.type_ = made.tree_.text(made.tree_.root(), "event");
  std::transform(made.type_.begin(), made.type_.end(), made.type_.begin(),
                 [](char c) { return c >= 'a' && c <= 'z' ? static_cast<char>(c - 'a' + 'A') : c; });
  made.ts_ = number(made.tree_.text(made.tree_.root(), "ts"));
  if (made.type_.empty()) return Error{"EVENT_INVALID", "the form names no event"};
  return made;
}

std::string_view Pushed::auth(std::string_view name) const {
  const auto* node = tree_.find(tree_.root(), "auth");
  return node == nullptr || node->map == Tree::none ? std::string_view() : tree_.text(tree_.map(*node), name);
}

std::int64_t Pushed::bot_id() const {
  const auto* data = tree_.find(tree_.root(), "data");
  if (data == nullptr || data->map == Tree::none) return 0;
  const auto* bot = tree_.find(tree_.map(*data), "bot");
  return bot == nullptr || bot->map == Tree::none ? 0 : number(tree_.text(tree_.map(*bot), "id"));
}

std::string Pushed::data(std::string_view bot) const {
  return Writer(tree_, bot).write(tree_.find(tree_.root(), "data"), layout_of(type_));
}

}  // namespace luabot::events
