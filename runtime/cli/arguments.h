#pragma once
#include <vector>

#include "api/base/secret.h"

namespace luabot::cli {

/// The secrets among a program's arguments, and the arguments that hold them.
struct SecretArguments {
  std::vector<char*> arguments;
  std::vector<Secret> secrets;  ///< redact() knows them for as long as they are here
};

/// Finds them wherever they stand.
[[nodiscard]] SecretArguments find_secrets(int argc, char** argv);

/// Keeps the memory of this process and its workers, and so its secrets, out of core dumps.
void dump_nothing();

/// Overwrites the arguments, since everybody on the machine can read those of a process.
void blot_out(const std::vector<char*>& arguments);

}  // namespace luabot::cli
