#pragma once
#include <cerrno>
#include <csignal>
#include <functional>

#include <sys/syscall.h>
#include <unistd.h>

namespace luabot::test {

/// How a child ended that tried something: by itself with an errno, 0 for success, or by a signal.
struct Ending {
  int error = 0;
  int signal = 0;
  bool operator==(const Ending&) const = default;
};
constexpr Ending succeeded{};
constexpr Ending killed{0, SIGSYS};
constexpr Ending refused{EPERM, 0};

/// What a child tries: native code, which gives the result of a system call, -1 and errno for a failure.
using Attempt = std::function<long()>;

/// In a child that has given up its privileges, as a worker does. Descriptor 3 of it is a socket whose other
/// end is at `peer`.
Ending sandboxed(const Attempt& attempt);
/// In a child that has given up nothing: shows that the attempt would succeed.
Ending free(const Attempt& attempt);

/// The other end of descriptor 3, in the test and, until it gives up its privileges, in the child.
extern int peer;

}  // namespace luabot::test
