#pragma once
#include <span>

#include "runtime/worker/embedded.h"

namespace luabot::worker {

/// The files of scripts/ whose comments become annotations.
std::span<const EmbeddedFile> script_files();

}  // namespace luabot::worker
