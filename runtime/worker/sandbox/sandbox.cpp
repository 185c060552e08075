#include "runtime/worker/sandbox/sandbox.h"

#include <cerrno>
#include <csignal>
#include <cstdlib>
#include <cstring>
#include <ctime>
#include <string>

#include <linux/capability.h>
#include <linux/seccomp.h>
#include <sys/prctl.h>
#include <sys/resource.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <unistd.h>

#include "runtime/worker/sandbox/filter.h"

namespace luabot::worker {
namespace {

constexpr int last_fd = 3;                        // the socket
constexpr rlim_t last_words = rlim_t{16} << 20U;  // bytes

// The sanitizers report through files, /proc and another process; see also the end of rules.h.
#ifdef LUABOT_SANITIZED
constexpr bool sanitized = true;
#else
constexpr bool sanitized = false;
#endif

Error failure(const char* what, int number = errno) {
  return {"SANDBOX", std::string(what) + ": " + std::strerror(number)};  // NOLINT(concurrency-mt-unsafe)
}

/// Also from the memory that /proc/PID/environ shows. The time zone alone is set, so that scripts see the
/// same time everywhere; the C library looks for a file of that name once, which it cannot later.
void forget_environment() {
  for (char** at = environ; at != nullptr && *at != nullptr; ++at) ::explicit_bzero(*at, std::strlen(*at));
  ::clearenv();
  ::setenv("TZ", "UTC0", 1);
  ::tzset();
}

void close_descriptors() {
  ::close(STDIN_FILENO);
  ::close(STDOUT_FILENO);
  ::closefrom(last_fd + 1);
}

/// What a worker may write on standard error where that is a file: room for its last words, not for a full
/// disk. Other files it has none.
rlim_t file_size() {
  struct stat file {};
  if (::fstat(STDERR_FILENO, &file) != 0 || !S_ISREG(file.st_mode)) return 0;
  return static_cast<rlim_t>(file.st_size) + last_words;
}

bool limit(int resource, rlim_t value) {
  const rlimit both{value, value};
  return ::setrlimit(static_cast<__rlimit_resource>(resource), &both) == 0;
}

/// Of the processor and of memory nothing yet.
Result<void> set_limits() {
  if (!limit(RLIMIT_CORE, 0)) return failure("RLIMIT_CORE");
  if (sanitized) return {};
  std::signal(SIGXFSZ, SIG_IGN);  // words that do not fit are lost, and nothing else
  if (!limit(RLIMIT_FSIZE, file_size())) return failure("RLIMIT_FSIZE");
  if (!limit(RLIMIT_NOFILE, 0)) return failure("RLIMIT_NOFILE");  // those that are open stay so
  if (!limit(RLIMIT_NPROC, 0)) return failure("RLIMIT_NPROC");
  return {};
}

Result<void> drop_rights() {
  if (::prctl(PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0) != 0) return failure("PR_SET_NO_NEW_PRIVS");
  if (!sanitized && ::prctl(PR_SET_DUMPABLE, 0, 0, 0, 0) != 0) return failure("PR_SET_DUMPABLE");
  __user_cap_header_struct header{_LINUX_CAPABILITY_VERSION_3, 0};
  __user_cap_data_struct none[_LINUX_CAPABILITY_U32S_3]{};
  if (::syscall(SYS_capset, &header, none) != 0) return failure("capset");
  return {};
}

Result<void> filter_calls() {
  const auto filter = system_call_filter();
  // The kernel only reads it.
  const sock_fprog program{static_cast<unsigned short>(filter.size()),
                           const_cast<sock_filter*>(filter.data())};
  if (::syscall(SYS_seccomp, SECCOMP_SET_MODE_FILTER, 0, &program) == 0) return {};
  if (errno != ENOSYS && errno != EINVAL) return failure("seccomp");
  return Error{no_seccomp, "this kernel has no system call filters (CONFIG_SECCOMP_FILTER)"};
}

}  // namespace

Result<void> give_up_privileges() {
  forget_environment();
  close_descriptors();
  if (auto done = set_limits(); !done.ok()) return done;
  if (auto done = drop_rights(); !done.ok()) return done;
  return filter_calls();
}

}  // namespace luabot::worker
