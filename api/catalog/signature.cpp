#include "api/catalog/signature.h"

#include <algorithm>
#include <array>

namespace luabot::catalog {
namespace {

constexpr std::array<std::string_view, 8> types{"string", "integer", "number", "boolean",
                                                "object", "array",   "file",   "datetime"};

constexpr bool word_char(char c) {
  return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '_';
}

bool is_type(std::string_view text) {
  while (true) {
    const std::size_t bar = text.find('|');
    std::string_view word = text.substr(0, bar);
    if (word.ends_with("[]")) word.remove_suffix(2);
    if (std::find(types.begin(), types.end(), word) == types.end()) return false;
    if (bar == std::string_view::npos) return true;
    text.remove_prefix(bar + 1);
  }
}

class Reader {
 public:
  explicit Reader(std::string_view text) : rest_(text) {}

  std::optional<std::vector<Named>> all() {
    std::vector<Named> params;
    if (!list(params) || !rest_.empty()) return std::nullopt;
    return params;
  }

 private:
  // Up to the brace that closes the list, or to the end.
  bool list(std::vector<Named>& params) {
    while (true) {
      while (take(' ')) {
      }
      if (rest_.empty() || rest_.front() == '}') return true;
      if (!one(params.emplace_back())) return false;
      if (!rest_.empty() && rest_.front() != ' ' && rest_.front() != '}') return false;
    }
  }

  bool one(Named& param) {
    param.name = run(word_char);
    if (param.name.empty()) return false;
    param.required = take('!');
    if (take(':')) {
      param.type = run([](char c) { return word_char(c) || c == '|' || c == '[' || c == ']'; });
      if (!is_type(param.type)) return false;
    }
    if (!take('{')) return true;
    return list(param.inner) && !param.inner.empty() && take('}');
  }

  template <class Allowed>
  std::string_view run(const Allowed& allowed) {
    std::size_t count = 0;
    while (count < rest_.size() && allowed(rest_[count])) ++count;
    const std::string_view found = rest_.substr(0, count);
    rest_.remove_prefix(count);
    return found;
  }

  bool take(char c) {
    if (rest_.empty() || rest_.front() != c) return false;
    rest_.remove_prefix(1);
    return true;
  }

  std::string_view rest_;
};

}  // namespace

std::optional<std::vector<Named>> read_signature(std::string_view text) {
  return Reader(text).all();
}

}  // namespace luabot::catalog
