#pragma once
#include <optional>

#include "api/emulator/methods.h"

namespace luabot::emulator {

/// The refusal of a call whose arguments are not as the catalog describes them, with the code that the
/// method's page has for it; ERROR_ARGUMENT for a required one of which the page says nothing. What is wrong
/// with an optional parameter and has no code is passed over, and so are names that the catalog does not
/// know: a portal does not complain of them. Dialogs and decorations are for the method itself to judge.
[[nodiscard]] std::optional<Reply> argument_error(const Call& call);

/// A handler behind that check.
template <Handler handler>
Reply checked(Call& call) {
  if (auto bad = argument_error(call)) return *std::move(bad);
  return handler(call);
}

/// Answers with the catalog's example: nothing of the method is kept.
Reply answer_example(Call& call);

}  // namespace luabot::emulator
