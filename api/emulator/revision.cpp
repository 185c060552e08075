#include "api/emulator/methods_imbot.h"

namespace luabot::emulator {

/// The revision of the API that the emulator is like (change log of chat bots 2.0); the interfaces of people
/// have none here, and share the number.
Reply revision_get(Call&) {
  return {.result = R"({"rest":36,"web":36,"mobile":36,"desktop":36})"};
}

}  // namespace luabot::emulator
