#include "runtime/worker/json_read.h"

#include <algorithm>
#include <vector>

#include <lua.hpp>
#include <nlohmann/json.hpp>

namespace luabot::worker {
namespace {

constexpr std::int64_t exact = std::int64_t{1} << 53;

/// Pushes the set of tables that were `[]`, which Lua cannot tell from `{}`. A metatable would say it as
/// well, but would be in the way of a script that gives the table its own; weak keys keep nothing alive.
void push_empty_arrays(lua_State* lua) {
  static char key;
  lua_pushlightuserdata(lua, &key);
  lua_rawget(lua, LUA_REGISTRYINDEX);
  if (!lua_isnil(lua, -1)) return;
  lua_pop(lua, 1);
  lua_newtable(lua);
  lua_newtable(lua);
  lua_pushliteral(lua, "k");
  lua_setfield(lua, -2, "__mode");
  lua_setmetatable(lua, -2);
  lua_pushlightuserdata(lua, &key);
  lua_pushvalue(lua, -2);
  lua_rawset(lua, LUA_REGISTRYINDEX);
}

/// Builds on the Lua stack: an open table, and above it the key that waits for its value, if the table is an
/// object. The names of the members are nlohmann's.
class LuaSax final : public nlohmann::json_sax<nlohmann::json> {
 public:
  LuaSax(lua_State* state, std::string& error) : lua_(state), error_(error) {}

  bool null() override {
    if (!open_.empty() && open_.back() < 0) {
      lua_pop(lua_, 1);
      return true;
    }
    lua_pushlightuserdata(lua_, nullptr);
    return placed();
  }
  bool boolean(bool value) override {
    lua_pushboolean(lua_, value);
    return placed();
  }
  bool number_integer(number_integer_t value) override {
    if (value < -exact) return digits(std::to_string(value));
    lua_pushnumber(lua_, static_cast<double>(value));
    return placed();
  }
  bool number_unsigned(number_unsigned_t value) override {
    if (value > static_cast<std::uint64_t>(exact)) return digits(std::to_string(value));
    lua_pushnumber(lua_, static_cast<double>(value));
    return placed();
  }
  bool number_float(number_float_t value, const string_t& text) override {
    // Integers beyond 64 bits come here, with their digits.
    if (text.find_first_not_of("-0123456789") == string_t::npos) return digits(text);
    lua_pushnumber(lua_, value);
    return placed();
  }
  bool string(string_t& value) override { return digits(value); }
  bool binary(binary_t&) override { return false; }

  bool start_object(std::size_t) override { return start(-1); }
  bool start_array(std::size_t) override { return start(0); }
  bool key(string_t& value) override {
    lua_pushlstring(lua_, value.data(), value.size());
    return true;
  }
  bool end_object() override { return end(); }
  bool end_array() override {
    if (open_.back() == 0) {
      push_empty_arrays(lua_);
      lua_pushvalue(lua_, -2);
      lua_pushboolean(lua_, 1);
      lua_rawset(lua_, -3);
      lua_pop(lua_, 1);
    }
    return end();
  }

  bool parse_error(std::size_t, const std::string&, const nlohmann::detail::exception& why) override {
    error_ = why.what();
    if (const auto bracket = error_.find("] "); bracket != std::string::npos) error_.erase(0, bracket + 2);
    return false;
  }

 private:
  bool digits(const std::string& text) {
    lua_pushlstring(lua_, text.data(), text.size());
    return placed();
  }
  bool start(int kind) {
    if (open_.size() >= max_depth) {
      error_ = "nested deeper than " + std::to_string(max_depth);
      return false;
    }
    lua_newtable(lua_);
    open_.push_back(kind);
    return true;
  }
  bool end() {
    open_.pop_back();
    return placed();
  }
  bool placed() {
    if (open_.empty()) return true;
    if (open_.back() < 0) {
      lua_rawset(lua_, -3);
    } else {
      lua_rawseti(lua_, -2, ++open_.back());
    }
    return true;
  }

  lua_State* lua_;
  std::string& error_;
  std::vector<int> open_;  ///< per open table: -1 an object, else the length of the array
};

}  // namespace

bool push_json(lua_State* lua, std::string_view text, std::string& error) {
  const int top = lua_gettop(lua);
  luaL_checkstack(lua, 2 * max_depth + 8, "JSON");
  LuaSax sax(lua, error);
  if (nlohmann::json::sax_parse(text.begin(), text.end(), &sax)) return true;
  lua_settop(lua, top);
  return false;
}

bool was_empty_array(lua_State* lua, int index) {
  push_empty_arrays(lua);
  lua_pushvalue(lua, index);
  lua_rawget(lua, -2);
  const bool was = lua_toboolean(lua, -1) != 0;
  lua_pop(lua, 2);
  return was;
}

}  // namespace luabot::worker
