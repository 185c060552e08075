#pragma once
#include <memory>
#include <string>
#include <string_view>

#include <nlohmann/json.hpp>

#include "api/emulator/portal.h"
#include "tests/support/sim_loop.h"

namespace luabot::test {

/// What a script saw of one call, and what the portal had answered.
struct Seen {
  bool ok = false;
  Json result;       ///< as it comes back from Lua
  Json error;        ///< {code, description, status, method}, as it comes back from Lua
  std::string text;  ///< the error as it prints
  Json answer;       ///< the portal's whole answer; null when nothing reached it
  int status = 0;    ///< the portal's
};

/// A method called from Lua: a script in the real worker program, the host's checks and completion of the
/// call, the real client, and a portal without a network. The worker is one for the whole test program.
class LuaCaller {
 public:
  /// `bot` and `token` are what the host fills in.
  LuaCaller(SimLoop& loop, emulator::Portal& portal, emulator::Id bot, std::string token);
  ~LuaCaller();
  LuaCaller(const LuaCaller&) = delete;
  LuaCaller& operator=(const LuaCaller&) = delete;

  /// Where in the script the method is called.
  static constexpr std::string_view line = "main.lua:9";

  /// `b24.try.METHOD(params)` in a script.
  Seen call(std::string_view method, const Json& params);

 private:
  struct Impl;
  std::unique_ptr<Impl> impl_;
};

/// JSON as it comes out of the worker again after a script has had it as a value.
[[nodiscard]] Json through_lua(const Json& value);

/// What Lua cannot tell apart made equal: a null in an object and no value, 5.0 and 5.
[[nodiscard]] Json as_lua_has_it(const Json& value);

}  // namespace luabot::test
