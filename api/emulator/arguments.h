#pragma once
#include "api/emulator/methods.h"

namespace luabot::emulator {

/// ERROR_ARGUMENT for a parameter that the catalog describes and that came as something else: a list for a
/// text, words for a number. Absent ones, names it does not know and values beyond a range pass: where those
/// have a code of their own, the method says it. Keyboards and attachments pass too.
[[nodiscard]] Reply bad_arguments(const Call& call);

/// The same, and ERROR_ARGUMENT for a required parameter that is absent, other than botId and botToken.
[[nodiscard]] Reply bad_or_missing_arguments(const Call& call);

}  // namespace luabot::emulator
