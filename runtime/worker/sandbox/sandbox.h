#pragma once
#include "api/base/error.h"

namespace luabot::worker {

/// Gives up for ever, for the whole process, what a worker does not need: its environment, all descriptors
/// but the socket at 3 and standard error, capabilities, being dumped or traced by its user's other
/// processes, the right to open more of anything, and with it every system call but the few of
/// sandbox/rules.h. To be called before anything of a bot is read, while there is one thread.
///
/// An error "NO_SECCOMP" means that the kernel has no system call filters; all else has been given up then,
/// and the caller may decide to go on. After any other error the process has to end.
[[nodiscard]] Result<void> give_up_privileges();

/// The code of the error that a caller may live with.
constexpr const char* no_seccomp = "NO_SECCOMP";

}  // namespace luabot::worker
