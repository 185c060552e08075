#include "api/emulator/methods_im.h"

namespace luabot::emulator {

std::span<const Method> im_methods() {
  static constexpr Method all[] = {
      {"im.dialog.messages.get", "im", dialog_messages},
  };
  return all;
}

}  // namespace luabot::emulator
