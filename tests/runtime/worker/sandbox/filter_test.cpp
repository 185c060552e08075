// The filters of both processors, run by hand: the one of the other processor cannot be tried.
#include <cstddef>
#include <cstring>
#include <map>
#include <string>

#include <catch2/catch.hpp>
#include <linux/audit.h>
#include <linux/filter.h>
#include <linux/seccomp.h>
#include <sys/mman.h>

#include "tests/runtime/worker/sandbox/filters.h"

namespace {

using Filter = std::span<const sock_filter>;

/// What a filter says of a call. Knows the instructions that libseccomp writes.
unsigned verdict(Filter program, const seccomp_data& data) {
  const auto* words = reinterpret_cast<const unsigned char*>(&data);
  unsigned a = 0;
  for (std::size_t at = 0; at < program.size(); ++at) {
    const auto& one = program[at];
    const auto jump = [&](bool taken) { at += taken ? one.jt : one.jf; };
    switch (one.code) {
      case BPF_LD | BPF_W | BPF_ABS:
        std::memcpy(&a, words + one.k, sizeof a);
        break;
      case BPF_ALU | BPF_AND | BPF_K:
        a &= one.k;
        break;
      case BPF_JMP | BPF_JA:
        at += one.k;
        break;
      case BPF_JMP | BPF_JEQ | BPF_K:
        jump(a == one.k);
        break;
      case BPF_JMP | BPF_JGE | BPF_K:
        jump(a >= one.k);
        break;
      case BPF_JMP | BPF_JGT | BPF_K:
        jump(a > one.k);
        break;
      case BPF_RET | BPF_K:
        return one.k;
      default:
        FAIL("an instruction " << one.code);
    }
  }
  FAIL("the program does not end");
  return 0;
}

struct Processor {
  Filter filter;
  unsigned architecture;
  std::map<std::string, int> calls;  // numbers from the kernel's tables, asm/unistd.h

  [[nodiscard]] unsigned says(const std::string& call,
                              std::initializer_list<std::uint64_t> arguments = {}) const {
    seccomp_data data{calls.at(call), architecture, 0, {}};
    std::size_t place = 0;
    for (const auto argument : arguments) data.args[place++] = argument;
    return verdict(filter, data);
  }
};

const Processor x86_64{luabot::worker::filter_x86_64(),
                       AUDIT_ARCH_X86_64,
                       {{"openat", 257},
                        {"socket", 41},
                        {"execve", 59},
                        {"clone", 56},
                        {"clone3", 435},
                        {"ptrace", 101},
                        {"mmap", 9},
                        {"mprotect", 10},
                        {"munmap", 11},
                        {"recvfrom", 45},
                        {"sendto", 44},
                        {"exit_group", 231},
                        {"getpid", 39},
                        {"write", 1},
                        {"futex", 202},
                        {"brk", 12},
                        {"sendmsg", 46},
                        {"prctl", 157},
                        {"read", 0}}};
const Processor aarch64{luabot::worker::filter_aarch64(),
                        AUDIT_ARCH_AARCH64,
                        {{"openat", 56},
                         {"socket", 198},
                         {"execve", 221},
                         {"clone", 220},
                         {"clone3", 435},
                         {"ptrace", 117},
                         {"mmap", 222},
                         {"mprotect", 226},
                         {"munmap", 215},
                         {"recvfrom", 207},
                         {"sendto", 206},
                         {"exit_group", 94},
                         {"getpid", 172},
                         {"write", 64},
                         {"futex", 98},
                         {"brk", 214},
                         {"sendmsg", 211},
                         {"prctl", 167},
                         {"read", 63}}};

constexpr unsigned allow = SECCOMP_RET_ALLOW;
constexpr unsigned kill = SECCOMP_RET_KILL_PROCESS;
constexpr unsigned refuse = SECCOMP_RET_ERRNO | EPERM;

void check(const Processor& of) {
  for (const auto* call :
       {"openat", "socket", "execve", "clone", "clone3", "ptrace", "sendmsg", "prctl", "read"}) {
    INFO(call);
    CHECK(of.says(call) == kill);
  }
  for (const auto* call : {"munmap", "exit_group", "brk"}) {
    INFO(call);
    CHECK(of.says(call) == allow);
  }
  CHECK(of.says("getpid") == refuse);
  CHECK(of.says("recvfrom", {3}) == allow);
  CHECK(of.says("recvfrom", {4}) == kill);
  CHECK(of.says("sendto", {3, 0, 0, 0, 0}) == allow);
  CHECK(of.says("sendto", {3, 0, 0, 0, 1}) == kill);
  CHECK(of.says("sendto", {2, 0, 0, 0, 0}) == kill);
  CHECK(of.says("write", {2}) == allow);
  CHECK(of.says("write", {1}) == kill);
  CHECK(of.says("futex", {0, 129}) == allow);
  CHECK(of.says("futex", {0, 128}) == kill);
  CHECK(of.says("mmap", {0, 1, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS}) == allow);
  CHECK(of.says("mmap", {0, 1, PROT_NONE, MAP_PRIVATE | MAP_ANONYMOUS | MAP_NORESERVE}) == allow);
  CHECK(of.says("mmap", {0, 1, PROT_READ, MAP_PRIVATE}) == kill);
  CHECK(of.says("mmap", {0, 1, PROT_READ | PROT_EXEC, MAP_PRIVATE | MAP_ANONYMOUS}) == kill);
  CHECK(of.says("mprotect", {0, 1, PROT_READ | PROT_WRITE}) == allow);
  CHECK(of.says("mprotect", {0, 1, PROT_READ | PROT_EXEC}) == allow);
  CHECK(of.says("mprotect", {0, 1, PROT_READ | PROT_WRITE | PROT_EXEC}) == kill);
  CHECK(of.says("mprotect", {0, 1, PROT_WRITE | PROT_EXEC}) == kill);
}

}  // namespace

TEST_CASE("the filter of x86_64 allows what is on the list") {
  check(x86_64);
}
TEST_CASE("the filter of aarch64 allows what is on the list") {
  check(aarch64);
}
TEST_CASE("a filter allows nothing to another processor") {
  auto foreign = aarch64;
  foreign.architecture = AUDIT_ARCH_ARM;
  CHECK(foreign.says("exit_group") == kill);
  foreign = x86_64;
  foreign.architecture = AUDIT_ARCH_I386;
  CHECK(foreign.says("exit_group") == kill);
}
