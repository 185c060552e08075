#include "api/emulator/methods.h"

namespace luabot::emulator {

std::span<const Method> im_v2_methods() {
  return {};
}

}  // namespace luabot::emulator
