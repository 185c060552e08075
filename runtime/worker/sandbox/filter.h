#pragma once
#include <span>

#include <linux/filter.h>

namespace luabot::worker {

/// What the kernel checks each system call of a worker with; made of rules.h by filter_tool.cpp.
std::span<const sock_filter> system_call_filter();

}  // namespace luabot::worker
