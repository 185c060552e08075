#pragma once

namespace luabot::wire {

/// The argument with which the worker program gives up its privileges and ends at once, to show whether this
/// kernel lets it: with status 0, or with no_filter_status where there are no system call filters.
constexpr const char* trial_argument = "--try-sandbox";
constexpr int no_filter_status = 3;

}  // namespace luabot::wire
