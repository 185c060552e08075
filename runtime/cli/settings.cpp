#include "runtime/cli/settings.h"

#include <cstdio>
#include <filesystem>

#include "api/base/log.h"
#include "api/base/secret.h"
#include "runtime/launcher/sandbox_trial.h"

namespace luabot::cli {

std::string worker_program() {
  std::error_code error;
  const auto self = std::filesystem::read_symlink("/proc/self/exe", error);
  return (self.parent_path() / "luabot-worker").string();
}

Result<void> check_sandbox(bool required) {
  const auto filtered = workers_are_filtered(worker_program());
  if (filtered && *filtered) return {};
  // A worker that does not start will be told of by whoever needs it.
  if (!filtered) return required ? Result<void>(filtered.error()) : Result<void>();
  constexpr const char* why = "this kernel has no system call filters (seccomp)";
  if (required)
    return Error{"NO_SANDBOX", std::string(why) + ", and a sandbox is required", "--require-sandbox",
                 "Use a kernel with CONFIG_SECCOMP_FILTER, and a container that allows it."};
  log(Level::warn, "host",
      std::string(why) + ": scripts run without that line of defence; --require-sandbox refuses to run so");
  return {};
}

int report(const Error& error, int status) {
  std::fprintf(stderr, "luabot: %s\n", redact(error.text()).c_str());
  return status;
}

}  // namespace luabot::cli
