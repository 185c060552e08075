// Writes the system call filter as C++ to its output: luabot_filter_tool FUNCTION ARCHITECTURE KIND, a kind
// being strict or sanitizers. So no worker has to load libseccomp or to keep what that leaves behind.
#include <cstdint>
#include <cstdio>
#include <cstdlib>
#include <memory>
#include <string_view>
#include <vector>

#include <linux/filter.h>
#include <unistd.h>

#include "runtime/worker/sandbox/rules.h"

using namespace luabot::worker;

namespace {

void must(int result, const char* what, int about) {
  if (result == 0) return;
  std::fprintf(stderr, "luabot_filter_tool: %s (%d): error %d\n", what, about, -result);
  std::exit(1);  // NOLINT(concurrency-mt-unsafe): one thread
}

void add_rules(scmp_filter_ctx filter) {
  for (const auto& rule : allowed)
    must(seccomp_rule_add_array(filter, SCMP_ACT_ALLOW, rule.call, rule.count, rule.conditions.data()),
         "allowing", rule.call);
  for (const int call : refused)
    must(seccomp_rule_add(filter, SCMP_ACT_ERRNO(EPERM), call, 0), "refusing", call);
  // Almost all calls are these; the kernel goes through the filter from its beginning each time.
  must(seccomp_syscall_priority(filter, SCMP_SYS(recvfrom), 255), "preferring", SCMP_SYS(recvfrom));
  must(seccomp_syscall_priority(filter, SCMP_SYS(sendto), 254), "preferring", SCMP_SYS(sendto));
}

void add_sanitizer_rules(scmp_filter_ctx filter) {
  for (const int call : never)
    must(seccomp_rule_add(filter, SCMP_ACT_KILL_PROCESS, call, 0), "forbidding", call);
}

std::vector<sock_filter> exported(scmp_filter_ctx filter) {
  const std::unique_ptr<std::FILE, int (*)(std::FILE*)> file(std::tmpfile(), &std::fclose);
  if (!file) must(-1, "a temporary file", 0);
  must(seccomp_export_bpf(filter, fileno(file.get())), "exporting", 0);
  std::rewind(file.get());
  std::vector<sock_filter> program;
  for (sock_filter one{}; std::fread(&one, sizeof one, 1, file.get()) == 1;) program.push_back(one);
  return program;
}

}  // namespace

int main(int argc, char** argv) {
  if (argc != 4) return 2;
  const std::uint32_t wanted = seccomp_arch_resolve_name(argv[2]);
  if (wanted == 0) must(-1, argv[2], 0);
  const bool sanitizers = std::string_view(argv[3]) == "sanitizers";
  scmp_filter_ctx filter = seccomp_init(sanitizers ? SCMP_ACT_ALLOW : SCMP_ACT_KILL_PROCESS);
  must(seccomp_attr_set(filter, SCMP_FLTATR_ACT_BADARCH, SCMP_ACT_KILL_PROCESS), "foreign calls", 0);
  if (wanted != seccomp_arch_native()) {
    must(seccomp_arch_add(filter, wanted), "adding the architecture", 0);
    must(seccomp_arch_remove(filter, seccomp_arch_native()), "removing this architecture", 0);
  }
  if (sanitizers)
    add_sanitizer_rules(filter);
  else
    add_rules(filter);

  std::printf("#include \"runtime/worker/sandbox/filter.h\"\n\nnamespace luabot::worker {\n\n");
  std::printf("std::span<const sock_filter> %s();\n\n", argv[1]);
  std::printf("std::span<const sock_filter> %s() {\n  static const sock_filter program[] = {\n", argv[1]);
  for (const auto& one : exported(filter))
    std::printf("      {0x%04x, %u, %u, 0x%08x},\n", one.code, one.jt, one.jf, one.k);
  std::printf("  };\n  return program;\n}\n\n}  // namespace luabot::worker\n");
  seccomp_release(filter);
  return 0;
}
