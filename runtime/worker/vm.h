#pragma once
#include <memory>
#include <string>
#include <string_view>

#include "api/base/error.h"
#include "runtime/wire/messages.h"
#include "runtime/worker/context.h"

struct lua_State;

namespace luabot::worker {

/// A Lua state with its sandbox and, after load(), a bot.
class Vm {
 public:
  /// Frames that scripts cause go to `out`.
  explicit Vm(std::string& out);
  ~Vm();
  Vm(const Vm&) = delete;
  Vm& operator=(const Vm&) = delete;

  /// Runs the bundle's top level, once. The bot's definition as JSON, or what went wrong, with a traceback.
  [[nodiscard]] Result<std::string> load(const wire::Load& bundle);

  [[nodiscard]] lua_State* state() const { return lua_; }
  [[nodiscard]] Context& context() { return context_; }

  /// Pushes the function that handles an event: (type, data). Needs a loaded bot.
  void push_dispatch(lua_State* lua) const;

  /// What the error value on top of `thread` says, and where it was raised if that is a coroutine. Pops it.
  [[nodiscard]] std::string describe_error(lua_State* thread);

 private:
  void open();
  void push_bundle(lua_State* lua, const wire::Load& bundle) const;
  Context context_;
  lua_State* lua_;
  int dispatch_ = -1;  ///< references into the registry
  int compile_ = -1;
  int finish_ = -1;
  int describe_ = -1;
};

/// The frames of Lua's traceback that are the script's, with a heading; empty if there are none.
std::string script_traceback(std::string_view text, std::string_view message);

}  // namespace luabot::worker
