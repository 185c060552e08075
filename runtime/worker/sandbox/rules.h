#pragma once
#include <array>
#include <cerrno>
#include <span>

#include <linux/futex.h>
#include <seccomp.h>
#include <sys/mman.h>

/// The allow-list, of which filter_tool.cpp makes the filter. What is on no list ends the process.
namespace luabot::worker {

/// Allowed if the call's arguments meet the conditions, of which there may be none.
struct Allowed {
  int call;
  unsigned count = 0;
  std::array<scmp_arg_cmp, 2> conditions{};
};

constexpr scmp_datum_t socket_fd = 3;
constexpr scmp_datum_t stderr_fd = 2;

constexpr scmp_arg_cmp is(unsigned argument, scmp_datum_t value) {
  return {argument, SCMP_CMP_EQ, value, 0};
}
constexpr scmp_arg_cmp bits(unsigned argument, scmp_datum_t mask, scmp_datum_t value) {
  return {argument, SCMP_CMP_MASKED_EQ, mask, value};
}

/// Memory comes from the kernel by mmap (LuaJIT's allocator and glibc's) and brk. The JIT compiler writes
/// machine code into such pages and then makes them executable by mprotect, which therefore has to take
/// PROT_EXEC; but no page is writable and executable at once (LuaJIT's LUAJIT_SECURITY_MCODE, its default),
/// and none is a file's.
constexpr Allowed allowed[] = {
    {SCMP_SYS(recvfrom), 1, {is(0, socket_fd)}},
    {SCMP_SYS(sendto), 2, {is(0, socket_fd), is(4, 0)}},
    {SCMP_SYS(mmap), 2, {bits(2, PROT_EXEC, 0), bits(3, MAP_ANONYMOUS, MAP_ANONYMOUS)}},
    {SCMP_SYS(mprotect), 1, {bits(2, PROT_WRITE, 0)}},
    {SCMP_SYS(mprotect), 1, {bits(2, PROT_WRITE | PROT_EXEC, PROT_WRITE)}},
    {SCMP_SYS(munmap)},
    {SCMP_SYS(mremap)},
    {SCMP_SYS(brk)},
    {SCMP_SYS(futex),
     1,
     {is(1, FUTEX_WAKE | FUTEX_PRIVATE_FLAG)}},  // of pthread_once, which nobody waits for
    {SCMP_SYS(getrandom)},                       // LuaJIT seeds the hash of strings
    {SCMP_SYS(write), 1, {is(0, stderr_fd)}},
    {SCMP_SYS(writev), 1, {is(0, stderr_fd)}},
    {SCMP_SYS(exit)},
    {SCMP_SYS(exit_group)},
    {SCMP_SYS(rt_sigreturn)},
    {SCMP_SYS(restart_syscall)},  // after SIGSTOP and SIGCONT
};

/// Refused with EPERM and not deadly: what glibc tries on the way of others, such as of abort(), and lives
/// without. A worker that aborts then dies of the crash and not of the attempt to send itself a signal, which
/// could as well be sent to others.
constexpr int refused[] = {SCMP_SYS(fstat),         SCMP_SYS(newfstatat),    SCMP_SYS(ioctl),
                           SCMP_SYS(lseek),         SCMP_SYS(getpid),        SCMP_SYS(gettid),
                           SCMP_SYS(tgkill),        SCMP_SYS(rt_sigaction),  SCMP_SYS(madvise),
                           SCMP_SYS(clock_gettime), SCMP_SYS(rt_sigprocmask)};

/// In builds with sanitizers everything is allowed but this. Their reports of a crash or a leak stop all
/// threads from a process of their own, read /proc and try what memory is by pipes; what they call for that
/// changes with each version. Such a build looks for mistakes, and keeps nobody in.
constexpr int never[] = {
    SCMP_SYS(socket), SCMP_SYS(connect),  SCMP_SYS(bind), SCMP_SYS(listen),
    SCMP_SYS(execve), SCMP_SYS(execveat), SCMP_SYS(fork), SCMP_SYS(vfork),
};

}  // namespace luabot::worker
