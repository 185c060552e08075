#include "runtime/launcher/sandbox_trial.h"

#include <array>
#include <cerrno>
#include <cstring>

#include <spawn.h>
#include <sys/wait.h>

#include "runtime/wire/trial.h"

namespace luabot {

Result<bool> workers_are_filtered(const std::string& program) {
  std::string name = program;
  std::string argument = wire::trial_argument;
  std::array<char*, 3> arguments{name.data(), argument.data(), nullptr};
  std::array<char*, 1> environment{nullptr};
  pid_t pid = 0;
  const int error =
      posix_spawn(&pid, program.c_str(), nullptr, nullptr, arguments.data(), environment.data());
  if (error != 0)
    return Error{"WORKER_START", std::string("cannot start the worker: ") + std::strerror(error), program,
                 "luabot-worker must stand beside luabot."};
  int status = 0;
  while (waitpid(pid, &status, 0) < 0)
    if (errno != EINTR) return Error{"WORKER_START", "the worker was not to be waited for", program};
  if (WIFEXITED(status) && WEXITSTATUS(status) == 0) return true;
  if (WIFEXITED(status) && WEXITSTATUS(status) == wire::no_filter_status) return false;
  return Error{"WORKER_START", "the worker cannot give up its privileges", program,
               "Its message on standard error may say more."};
}

}  // namespace luabot
