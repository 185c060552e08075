// What a sandboxed process can do, and what it no longer has.
#include <array>
#include <cstdlib>
#include <cstring>
#include <filesystem>
#include <fstream>
#include <iterator>
#include <set>
#include <string>
#include <string_view>
#include <thread>

#include <catch2/catch.hpp>
#include <fcntl.h>
#include <poll.h>
#include <sys/mman.h>
#include <sys/socket.h>
#include <sys/stat.h>

#include "tests/runtime/worker/sandbox/attempt.h"
#include "tests/support/temp_dir.h"
#include "tests/support/worker_process.h"

using namespace luabot::test;
namespace wire = luabot::wire;

namespace {

#ifdef __x86_64__
constexpr std::string_view just_return = "\xc3";
#else
constexpr std::string_view just_return = "\xc0\x03\x5f\xd6";
#endif

std::string content(const std::filesystem::path& path) {
  std::ifstream in(path, std::ios::binary);
  return {std::istreambuf_iterator<char>(in), {}};
}

std::string field(const std::string& text, const std::string& name) {
  const auto at = text.find("\n" + name);
  if (at == std::string::npos) return "no " + name;
  const auto begin = text.find_first_not_of(" \t:", at + 1 + name.size());
  return text.substr(begin, text.find('\n', begin) - begin);
}

/// A worker that has done its preparations and waits for its bundle.
std::filesystem::path settled(const WorkerProcess& worker) {
  const std::filesystem::path proc = "/proc/" + std::to_string(worker.pid());
  for (int tries = 0; tries < 20'000; ++tries) {
    if (field(content(proc / "status"), "Seccomp") == "2") return proc;
    std::this_thread::yield();
  }
  FAIL("the worker did not enter its sandbox");
  return proc;
}

}  // namespace

TEST_CASE("a sandboxed process speaks with its host") {
  CHECK(sandboxed([] { return ::send(3, "x", 1, MSG_NOSIGNAL); }) == succeeded);
  CHECK(sandboxed([] {
          char byte = 0;
          return ::recv(3, &byte, 1, MSG_DONTWAIT);
        }) == Ending{EAGAIN, 0});
}

TEST_CASE("a sandboxed process has memory, and code that it has made") {
  CHECK(sandboxed([] {
          const std::size_t length = std::size_t{1} << 20U;
          void* page = ::mmap(nullptr, length, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
          if (page == MAP_FAILED) return -1L;
          std::memcpy(page, just_return.data(), just_return.size());
          if (::mprotect(page, length, PROT_READ | PROT_EXEC) != 0) return -1L;
          __builtin___clear_cache(static_cast<char*>(page), static_cast<char*>(page) + 4);
          reinterpret_cast<void (*)()>(page)();
          if (::mprotect(page, length, PROT_READ | PROT_WRITE) != 0) return -1L;
          return static_cast<long>(::munmap(page, length));
        }) == succeeded);
}

#ifndef LUABOT_LENIENT_WORKER  // the sanitizers prepare for what does not return
TEST_CASE("a sandboxed process that aborts dies of a crash, and not of a forbidden call") {
  const auto ending = sandboxed([]() -> long { std::abort(); });
  CHECK(ending.signal != 0);
  CHECK(ending.signal != SIGSYS);
}
#endif

TEST_CASE("standard error is no way to fill a disk") {
  const TempDir dir;
  static std::string path;
  path = dir.write("log", "before\n");
  const Attempt flood = [] {
    std::string block(std::size_t{1} << 20U, 'x');
    for (int i = 0; i < 20; ++i)
      if (::write(2, block.data(), block.size()) < 0) return -1L;
    return 0L;
  };
  const int saved = ::dup(2);
  const int log = ::open(path.c_str(), O_WRONLY | O_APPEND | O_CLOEXEC);
  ::dup2(log, 2);
  const auto ending = sandboxed(flood);
  ::dup2(saved, 2);
  ::close(saved);
  ::close(log);
  CHECK(ending == Ending{EFBIG, 0});
  CHECK(std::filesystem::file_size(path) == 7 + (std::size_t{16} << 20U));
}

TEST_CASE("a worker has given up everything before it has seen a bundle") {
  const TempDir dir;
  const int leaked = ::open(dir.write("leak", "x").c_str(), O_RDONLY);  // without O_CLOEXEC
  REQUIRE(leaked >= 0);
  WorkerProcess worker;
  ::close(leaked);
  const auto proc = settled(worker);
  const auto status = content(proc / "status");
  CHECK(field(status, "NoNewPrivs") == "1");
  CHECK(field(status, "Seccomp_filters") == "1");
  CHECK(field(status, "CapEff") == "0000000000000000");
  CHECK(field(status, "CapPrm") == "0000000000000000");
  CHECK(field(status, "Threads") == "1");
  // Its parent gave it a variable.
  CHECK(content(proc / "environ").find_first_not_of('\0') == std::string::npos);
  std::error_code unreadable;
  std::set<std::string> open;
  for (const auto& file : std::filesystem::directory_iterator(proc / "fd", unreadable))
    open.insert(file.path().filename());
  if (!unreadable) CHECK(open == std::set<std::string>{"2", "3"});
  const auto limits = content(proc / "limits");
  CHECK(field(limits, "Max core file size").starts_with("0 "));
#ifndef LUABOT_LENIENT_WORKER
  CHECK(field(limits, "Max open files").starts_with("0 "));
  CHECK(field(limits, "Max processes").starts_with("0 "));
  struct stat about {};
  REQUIRE(::stat((proc / "mem").c_str(), &about) == 0);
  CHECK(about.st_uid == 0);  // not dumpable
#endif
}
