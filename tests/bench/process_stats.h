#pragma once
#include <vector>

#include <sys/types.h>

namespace luabot::bench {

/// Processor time that the process has used, user and system, in microseconds (10 ms steps).
[[nodiscard]] double cpu_us(pid_t pid);
/// Resident memory in MB (10^6 bytes): proportional set size, so that shared pages count once.
[[nodiscard]] double memory_mb(pid_t pid);
/// Children of the process.
[[nodiscard]] std::vector<pid_t> children(pid_t pid);
/// The value below which that share (0 to 1) of the values lies. Sorts them.
[[nodiscard]] double percentile(std::vector<double>& values, double share);

}  // namespace luabot::bench
