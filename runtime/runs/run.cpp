#include "runtime/runs/run.h"

#include <algorithm>

#include <fmt/core.h>

namespace luabot {

journal::Step* Run::step(std::uint32_t number) {
  auto& steps = record.steps;
  const auto at =
      std::find_if(steps.rbegin(), steps.rend(), [&](const auto& step) { return step.number == number; });
  return at == steps.rend() ? nullptr : &*at;
}

std::int64_t Run::time_at(std::uint32_t number) const {
  const auto& steps = record.steps;
  const auto at = std::find_if(steps.rbegin(), steps.rend(),
                               [&](const auto& step) { return step.finished && step.number < number; });
  return at == steps.rend() ? record.wall_ms : at->wall_ms;
}

void Run::close() {
  over = true;
  gated = nullptr;
  under_way.reset();
}

std::uint64_t stable_hash(std::string_view text) {
  std::uint64_t hash = 0xcbf29ce484222325;
  for (const char c : text) hash = (hash ^ static_cast<unsigned char>(c)) * 0x100000001b3;
  return hash;
}

std::string fingerprint(std::string_view service, std::string_view op, std::string_view params) {
  return fmt::format("{}:{}#{:016x}", service, op, stable_hash(params));
}

}  // namespace luabot
