#pragma once
#include <vector>

namespace luabot::cli {

/// Makes the secrets among a program's arguments known to redact(), wherever they stand. Returns the
/// arguments that hold them.
[[nodiscard]] std::vector<char*> find_secrets(int argc, char** argv);

/// Keeps the memory of this process and its workers, and so its secrets, out of core dumps.
void dump_nothing();

/// Overwrites the arguments, since everybody on the machine can read those of a process.
void blot_out(const std::vector<char*>& arguments);

}  // namespace luabot::cli
