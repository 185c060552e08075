#include "api/emulator/methods_im_v2.h"

namespace luabot::emulator {

std::span<const Method> im_v2_methods() {
  static constexpr Method all[] = {
      {"im.v2.Event.get", "im", im_event_get},
      {"im.v2.Event.subscribe", "im", im_event_subscribe},
      {"im.v2.Event.unsubscribe", "im", im_event_unsubscribe},
      {"im.v2.File.download", "im", im_file_download},
      {"im.v2.File.upload", "im", im_file_upload},
  };
  return all;
}

}  // namespace luabot::emulator
