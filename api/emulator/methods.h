#pragma once
#include <span>
#include <string_view>

#include "api/emulator/params.h"
#include "api/emulator/reply.h"
#include "api/emulator/state.h"

namespace luabot::emulator {

struct Method;

/// One call of one method, authorized by the inbound webhook.
struct Call {
  State& state;
  const Params& params;
  const Method& method;
};

using Handler = Reply (*)(Call&);

struct Method {
  std::string_view name;   ///< as documented
  std::string_view scope;  ///< "" for what any webhook may call
  Handler handler;
  /// It keeps nothing: its arguments are checked, and its answer is the documented example.
  bool from_example = false;
};

/// The families; each lists its methods in a file of its own.
[[nodiscard]] std::span<const Method> imbot_methods();  ///< imbot.v2.* (methods_imbot.cpp)
[[nodiscard]] std::span<const Method> im_v2_methods();  ///< im.v2.* (methods_im_v2.cpp)
[[nodiscard]] std::span<const Method> im_methods();     ///< im.* and imopenlines.* (methods_im.cpp)

/// The method of that name, in lower case; null when there is none.
[[nodiscard]] const Method* find_method(std::string_view lower_name);

/// Runs it, after the checks that any method has.
[[nodiscard]] Reply execute(State& state, std::string_view lower_name, const Json& params);

/// The bot that the call names by botId and owns by botToken. Null with the reason in `error` when it is not,
/// or when an argument is of a wrong type.
Bot* owned_bot(const Call& call, Reply& error);

}  // namespace luabot::emulator
