#include "api/emulator/timing.h"

#include <algorithm>

#include "api/emulator/state.h"

namespace luabot::emulator {
namespace {
constexpr std::int64_t window_seconds = 600;
}

Operating::Used Operating::of(std::string_view method, std::int64_t now_ms) {
  auto& used = used_[std::string(method)];
  const auto now = now_ms / 1000;
  if (used.reset_at <= now) used = {.seconds = 0, .reset_at = now + window_seconds};
  return used;
}

void Operating::charge(std::string_view method, double seconds, std::int64_t now_ms) {
  auto used = of(method, now_ms);
  used.seconds += seconds;
  used_[std::string(method)] = used;
}

Began begin_now(const State& state) {
  return {.wall_ms = state.now_ms(), .at = state.loop.now()};
}

void write_time(JsonWriter& to, State& state, const Began& began, std::string_view method) {
  const std::chrono::duration<double> took = state.loop.now() - began.at;
  const double start = static_cast<double>(began.wall_ms) / 1000;
  const auto finish_ms = began.wall_ms + static_cast<std::int64_t>(took.count() * 1000);
  to.open_object();
  to.real("start", start);
  to.real("finish", start + took.count());
  to.real("duration", took.count());
  to.real("processing", took.count());
  to.str("date_start", iso_time(state, began.wall_ms));
  to.str("date_finish", iso_time(state, finish_ms));
  if (state.options.cloud) {
    const auto used = method.empty()
                          ? Operating::Used{.seconds = 0, .reset_at = finish_ms / 1000 + window_seconds}
                          : state.operating.of(method, finish_ms);
    to.num("operating_reset_at", used.reset_at);
    to.real("operating", used.seconds);
  }
  to.close_object();
}

}  // namespace luabot::emulator
