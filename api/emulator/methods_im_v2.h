#pragma once
#include "api/emulator/methods.h"

namespace luabot::emulator {

Reply im_event_get(Call& call);
Reply im_event_subscribe(Call& call);
Reply im_event_unsubscribe(Call& call);
Reply im_file_download(Call& call);
Reply im_file_upload(Call& call);

}  // namespace luabot::emulator
