#include "tests/bench/process_stats.h"

#include <algorithm>
#include <cmath>
#include <fstream>
#include <sstream>
#include <string>

#include <fmt/core.h>
#include <unistd.h>

namespace luabot::bench {

double cpu_us(pid_t pid) {
  std::ifstream in(fmt::format("/proc/{}/stat", pid));
  std::string text;
  std::getline(in, text);
  std::istringstream rest(text.substr(text.rfind(')') + 2));  // the name may hold blanks
  std::string word;
  for (int skipped = 0; skipped < 11; ++skipped) rest >> word;
  double user = 0;
  double system = 0;
  rest >> user >> system;
  return (user + system) * 1e6 / static_cast<double>(sysconf(_SC_CLK_TCK));
}

double memory_mb(pid_t pid) {
  std::ifstream in(fmt::format("/proc/{}/smaps_rollup", pid));
  std::string line;
  while (std::getline(in, line))
    if (line.starts_with("Pss:")) return std::stod(line.substr(4)) * 1024 / 1e6;
  return 0;
}

std::vector<pid_t> children(pid_t pid) {
  std::ifstream in(fmt::format("/proc/{}/task/{}/children", pid, pid));
  std::vector<pid_t> found;
  for (pid_t child = 0; in >> child;) found.push_back(child);
  return found;
}

double percentile(std::vector<double>& values, double share) {
  if (values.empty()) return 0;
  std::sort(values.begin(), values.end());
  const auto at = static_cast<std::size_t>(std::floor(share * static_cast<double>(values.size() - 1)));
  return values[at];
}

}  // namespace luabot::bench
