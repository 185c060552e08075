// What native code in a worker can do, were a script to bring some in: each attempt succeeds in a free
// process and ends a sandboxed one.
#include <array>
#include <cstring>

#include <catch2/catch.hpp>
#include <fcntl.h>
#include <linux/io_uring.h>
#include <sched.h>
#include <sys/mman.h>
#include <sys/prctl.h>
#include <sys/ptrace.h>
#include <sys/socket.h>
#include <sys/uio.h>

#include "tests/runtime/worker/sandbox/attempt.h"

using namespace luabot::test;

namespace {

void only_outside(const Attempt& attempt) {
  CHECK(luabot::test::free(attempt) == succeeded);
  CHECK(sandboxed(attempt) == killed);
}

long execute() {
  static char name[] = "/bin/true";
  std::array<char*, 2> arguments{name, nullptr};
  std::array<char*, 1> environment{nullptr};
  return ::syscall(SYS_execve, name, arguments.data(), environment.data());
}

/// The child of the attempt ends at once; what counts is that there is one.
long fork_by(long call) {
  const long child = ::syscall(call, SIGCHLD, 0, 0, 0, 0);
  if (child == 0) ::syscall(SYS_exit_group, 0);
  return child;
}

}  // namespace

TEST_CASE("native code cannot open a file to read") {
  only_outside([] { return ::syscall(SYS_openat, AT_FDCWD, "/etc/passwd", O_RDONLY, 0); });
}
TEST_CASE("native code cannot make a file") {
  only_outside([] { return ::syscall(SYS_openat, AT_FDCWD, "/tmp", O_TMPFILE | O_RDWR, 0600); });
}
TEST_CASE("native code cannot make a file in memory") {
  only_outside([] { return ::syscall(SYS_memfd_create, "x", 0); });
}
TEST_CASE("native code cannot remove a file") {
  CHECK(sandboxed([] { return ::syscall(SYS_unlinkat, AT_FDCWD, "/no/such/file", 0); }) == killed);
}
TEST_CASE("native code cannot look at a file's attributes") {
  only_outside([] { return ::syscall(SYS_faccessat, AT_FDCWD, "/", R_OK); });
}
TEST_CASE("native code cannot make a socket of the internet") {
  only_outside([] { return ::syscall(SYS_socket, AF_INET, SOCK_STREAM, 0); });
}
TEST_CASE("native code cannot make a local socket") {
  only_outside([] { return ::syscall(SYS_socket, AF_UNIX, SOCK_STREAM, 0); });
}
TEST_CASE("native code cannot make a pair of sockets") {
  only_outside([] {
    std::array<int, 2> ends{};
    return ::syscall(SYS_socketpair, AF_UNIX, SOCK_STREAM, 0, ends.data());
  });
}
TEST_CASE("native code cannot send a descriptor") {
  only_outside([] {
    char byte = 0;
    iovec data{&byte, 1};
    msghdr message{};
    message.msg_iov = &data;
    message.msg_iovlen = 1;
    return ::syscall(SYS_sendmsg, 3, &message, 0);
  });
}
TEST_CASE("native code cannot run a program") {
  only_outside(execute);
}
TEST_CASE("native code cannot fork") {
  only_outside([] { return fork_by(SYS_clone); });
}
#ifdef SYS_fork
TEST_CASE("native code cannot fork by the old call") {
  only_outside([] { return fork_by(SYS_fork); });
}
#endif
TEST_CASE("native code cannot start a process by clone3") {
  only_outside([] {
    // struct clone_args of Linux 5.3: exit_signal is its fifth word.
    std::array<unsigned long, 8> arguments{0, 0, 0, 0, SIGCHLD};
    const long child = ::syscall(SYS_clone3, arguments.data(), sizeof arguments);
    if (child == 0) ::syscall(SYS_exit_group, 0);
    return child;
  });
}
TEST_CASE("native code cannot trace") {
  only_outside([] { return ::syscall(SYS_ptrace, PTRACE_TRACEME, 0, 0, 0); });
}
TEST_CASE("native code cannot read a process's memory") {
  only_outside([] {
    char there = 'x';
    char here = 0;
    iovec local{&here, 1};
    iovec remote{&there, 1};
    return ::syscall(SYS_process_vm_readv, ::getpid(), &local, 1, &remote, 1, 0);
  });
}
TEST_CASE("native code cannot send a signal") {
  static pid_t test;
  test = ::getpid();
  only_outside([] { return ::syscall(SYS_kill, test, 0); });
}
TEST_CASE("native code cannot use io_uring") {
  CHECK(sandboxed([] {
          io_uring_params parameters{};
          return ::syscall(SYS_io_uring_setup, 4, &parameters);
        }) == killed);
}
TEST_CASE("native code cannot have namespaces of its own") {
  only_outside([] { return ::syscall(SYS_unshare, CLONE_FILES); });
}
TEST_CASE("native code cannot be traced again") {
  only_outside([] { return ::syscall(SYS_prctl, PR_SET_DUMPABLE, 1, 0, 0, 0); });
}
TEST_CASE("native code cannot raise a limit") {
  only_outside([] { return ::syscall(SYS_prlimit64, 0, 7, nullptr, nullptr); });
}
TEST_CASE("native code cannot have memory that is writable and executable") {
  const auto length = static_cast<std::size_t>(::sysconf(_SC_PAGESIZE));
  only_outside([length] {
    return ::syscall(SYS_mmap, nullptr, length, PROT_READ | PROT_WRITE | PROT_EXEC,
                     MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
  });
  only_outside([length] {
    void* page = ::mmap(nullptr, length, PROT_READ, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
    return ::syscall(SYS_mprotect, page, length, PROT_READ | PROT_WRITE | PROT_EXEC);
  });
}
TEST_CASE("native code cannot map what standard error is") {
  CHECK(sandboxed([] { return ::syscall(SYS_mmap, nullptr, 1, PROT_READ, MAP_PRIVATE, 2, 0); }) == killed);
}
TEST_CASE("native code cannot write anywhere but on standard error") {
  only_outside([] { return ::syscall(SYS_write, 3, "x", 1); });
  CHECK(sandboxed([] { return ::syscall(SYS_write, 2, "", 0); }) == succeeded);
}
#ifdef __x86_64__
TEST_CASE("native code cannot make system calls of 32 bits") {
  CHECK(sandboxed([] {
          long result = 20;  // getpid of i386
          asm volatile("int $0x80" : "+a"(result) : : "memory", "r8", "r9", "r10", "r11");
          return result;
        }) == killed);
}
TEST_CASE("native code cannot make system calls of x32") {
  CHECK(sandboxed([] { return ::syscall(0x40000000 + SYS_brk, 0); }) == killed);
}
#endif
TEST_CASE("what the C library can do without is refused, and the process lives") {
  CHECK(sandboxed([] { return ::syscall(SYS_getpid); }) == refused);
  CHECK(sandboxed([] { return ::syscall(SYS_tgkill, 1, 1, 0); }) == refused);
}
