#pragma once
#include "runtime/worker/sandbox/filter.h"

namespace luabot::worker {

std::span<const sock_filter> filter_x86_64();
std::span<const sock_filter> filter_aarch64();

}  // namespace luabot::worker
