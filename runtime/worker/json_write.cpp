#include "runtime/worker/json_write.h"

#include <algorithm>
#include <charconv>
#include <cmath>
#include <vector>

#include <lua.hpp>

#include "runtime/worker/json_read.h"
#include "runtime/worker/utf8.h"

namespace luabot::worker {
namespace {

/// One step of the way to a value: a key of an object, or a place in an array when `name` has no data.
struct Step {
  std::string_view name;
  int place = 0;
  const void* table = nullptr;  ///< the table this step starts from
};

bool is_name(std::string_view text) {
  if (text.empty() || (text[0] >= '0' && text[0] <= '9')) return false;
  return std::all_of(text.begin(), text.end(), [](unsigned char c) {
    return c == '_' || (c >= '0' && c <= '9') || (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z');
  });
}

class Writer {
 public:
  Writer(lua_State* state, std::string& out, std::string& error) : lua_(state), out_(out), error_(error) {}

  bool value(int index) {
    switch (lua_type(lua_, index)) {
      case LUA_TNIL:
        out_ += "null";
        return true;
      case LUA_TBOOLEAN:
        out_ += lua_toboolean(lua_, index) ? "true" : "false";
        return true;
      case LUA_TNUMBER:
        return number(lua_tonumber(lua_, index));
      case LUA_TSTRING: {
        std::size_t size = 0;
        const char* data = lua_tolstring(lua_, index, &size);
        return string({data, size});
      }
      case LUA_TTABLE:
        return table(index);
      case LUA_TLIGHTUSERDATA:
        if (lua_touserdata(lua_, index) == nullptr) {
          out_ += "null";
          return true;
        }
        [[fallthrough]];
      default:
        return fail(std::string("a ") + lua_typename(lua_, lua_type(lua_, index)) + " cannot be sent");
    }
  }

 private:
  /// What the keys of a table make of it.
  struct Shape {
    int items = 0;  ///< whole keys from 1
    int last = 0;   ///< the largest of them
    int names = 0;  ///< string keys
  };

  bool number(double value) {
    if (!std::isfinite(value))
      return fail(std::isnan(value) ? "NaN cannot be sent" : "infinity cannot be sent");
    char text[32];
    constexpr double exact = 9007199254740992.0;
    const auto end = value == std::floor(value) && std::abs(value) <= exact
                         ? std::to_chars(text, text + sizeof text, static_cast<long long>(value)).ptr
                         : std::to_chars(text, text + sizeof text, value).ptr;
    out_.append(text, end);
    return true;
  }

  bool string(std::string_view text) {
    if (const auto bad = invalid_utf8(text); bad < text.size())
      return fail("invalid UTF-8 at byte " + std::to_string(bad + 1));
    quote(text);
    return true;
  }

  void quote(std::string_view text) {
    out_ += '"';
    std::size_t clean = 0;
    for (std::size_t i = 0; i < text.size(); ++i) {
      const auto c = static_cast<unsigned char>(text[i]);
      if (c >= 0x20 && c != '"' && c != '\\') continue;
      out_.append(text, clean, i - clean);
      clean = i + 1;
      escape(c);
    }
    out_.append(text, clean, std::string_view::npos);
    out_ += '"';
  }

  void escape(unsigned char c) {
    static constexpr std::string_view from = "\"\\\n\r\t\b\f", to = "\"\\nrtbf";
    if (const auto at = from.find(static_cast<char>(c)); at != std::string_view::npos) {
      out_ += '\\';
      out_ += to[at];
      return;
    }
    static constexpr char hex[] = "0123456789abcdef";
    out_ += "\\u00";
    out_ += hex[c >> 4];
    out_ += hex[c & 15];
  }

  bool table(int index) {
    const void* self = lua_topointer(lua_, index);
    for (std::size_t i = 0; i < path_.size(); ++i)
      if (path_[i].table == self)
        return fail("a cycle: it is " + (i == 0 ? "the whole value" : path(i)) + " again");
    if (path_.size() >= max_depth) return fail("nested deeper than " + std::to_string(max_depth));
    const auto first = names_.size();
    Shape shape;
    path_.push_back({{}, 0, self});
    const bool ok =
        survey(index, shape) && (is_array(index, shape) ? array(index, shape) : object(index, first));
    if (ok) path_.pop_back();
    names_.resize(first);
    return ok;
  }

  /// Collects the names; refuses what is neither a list nor an object. The keys stay where they are: the
  /// table holds them.
  bool survey(int index, Shape& shape) {
    for (lua_pushnil(lua_); lua_next(lua_, index) != 0; lua_pop(lua_, 1)) {
      if (lua_type(lua_, -2) == LUA_TSTRING) {
        std::size_t size = 0;
        const char* data = lua_tolstring(lua_, -2, &size);
        names_.emplace_back(data, size);
        ++shape.names;
      } else if (const double key = lua_tonumber(lua_, -2); lua_type(lua_, -2) == LUA_TNUMBER && key >= 1 &&
                                                            key == std::floor(key) && key <= 0x7fffffff) {
        ++shape.items;
        shape.last = std::max(shape.last, static_cast<int>(key));
      } else {
        const bool numeric = lua_type(lua_, -2) == LUA_TNUMBER;
        return fail_here(numeric ? "a key that is a number but not 1, 2, 3 …"
                                 : std::string("a key that is a ") + lua_typename(lua_, lua_type(lua_, -2)));
      }
    }
    if (shape.items > 0 && shape.names > 0) return fail_here("mixed keys, of a list and of an object");
    if (shape.names > 0 && is_marked(index)) return fail_here("a json.array with named keys");
    if (shape.last > shape.items)
      return fail_here("a list with holes: " + std::to_string(shape.items) + " items up to place " +
                       std::to_string(shape.last) + "; json.null fills a hole");
    return true;
  }

  bool array(int index, const Shape& shape) {
    out_ += '[';
    for (int i = 1; i <= shape.last; ++i) {
      if (i > 1) out_ += ',';
      path_.back().place = i;
      lua_rawgeti(lua_, index, i);
      if (!value(lua_gettop(lua_))) return false;
      lua_pop(lua_, 1);
    }
    out_ += ']';
    return true;
  }

  bool object(int index, std::size_t first) {
    const auto last = names_.size();
    std::sort(names_.begin() + static_cast<std::ptrdiff_t>(first), names_.end());
    out_ += '{';
    for (std::size_t i = first; i < last; ++i) {
      if (i > first) out_ += ',';
      const std::string_view name = names_[i];
      path_.back().name = name;
      if (const auto bad = invalid_utf8(name); bad < name.size())
        return fail_here("a key with invalid UTF-8 at byte " + std::to_string(bad + 1));
      quote(name);
      out_ += ':';
      lua_pushlstring(lua_, name.data(), name.size());
      lua_rawget(lua_, index);
      if (!value(lua_gettop(lua_))) return false;
      lua_pop(lua_, 1);
    }
    out_ += '}';
    return true;
  }

  /// PHP writes an empty map as [] too, so what came so may have got names since.
  bool is_array(int index, const Shape& shape) {
    if (shape.names > 0) return false;
    return shape.items > 0 || is_marked(index) || was_empty_array(lua_, index);
  }

  bool is_marked(int index) {
    if (lua_getmetatable(lua_, index) == 0) return false;
    lua_pushstring(lua_, array_mark);
    lua_rawget(lua_, -2);
    const bool marked = lua_toboolean(lua_, -1) != 0;
    lua_pop(lua_, 2);
    return marked;
  }

  [[nodiscard]] std::string path(std::size_t steps) const {
    std::string text;
    for (std::size_t i = 0; i < steps; ++i) {
      const auto& step = path_[i];
      if (step.place > 0) {
        text.append("[").append(std::to_string(step.place)).append("]");
      } else if (is_name(step.name)) {
        text.append(text.empty() ? "" : ".").append(step.name);
      } else {
        text.append("[\"").append(clean_utf8(step.name)).append("\"]");
      }
    }
    return text.empty() ? "the value" : text;
  }

  bool fail(const std::string& what) {
    error_ = path(path_.size()) + ": " + what;
    return false;
  }
  /// About the table that is being written, and not about one of its values.
  bool fail_here(const std::string& what) {
    error_ = path(path_.size() - 1) + ": " + what + (what.rfind("a key", 0) == 0 ? " cannot be sent" : "");
    return false;
  }

  lua_State* lua_;
  std::string& out_;
  std::string& error_;
  std::vector<Step> path_;
  std::vector<std::string_view> names_;  ///< of all open objects, the innermost last
};

}  // namespace

bool write_json(lua_State* lua, int index, std::string& out, std::string& error) {
  const int top = lua_gettop(lua);
  if (index < 0) index = top + index + 1;
  luaL_checkstack(lua, 4 * max_depth + 8, "JSON");
  const bool ok = Writer(lua, out, error).value(index);
  lua_settop(lua, top);
  return ok;
}

}  // namespace luabot::worker
