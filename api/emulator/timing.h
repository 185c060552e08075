#pragma once
#include <string>
#include <string_view>
#include <unordered_map>

#include "api/base/loop.h"
#include "api/emulator/json_writer.h"

namespace luabot::emulator {

struct State;

/// How long each method has kept the portal busy in its current window of ten minutes.
class Operating {
 public:
  struct Used {
    double seconds = 0;
    std::int64_t reset_at = 0;  ///< seconds since 1970
  };

  void charge(std::string_view method, double seconds, std::int64_t now_ms);
  [[nodiscard]] Used of(std::string_view method, std::int64_t now_ms);

 private:
  std::unordered_map<std::string, Used> used_;
};

/// The beginning of a call, on both clocks.
struct Began {
  std::int64_t wall_ms = 0;
  TimePoint at{};
};
[[nodiscard]] Began begin_now(const State& state);

/// The `time` object of an answer. `method` in lower case; "" for a batch, which is not counted itself.
void write_time(JsonWriter& to, State& state, const Began& began, std::string_view method);

}  // namespace luabot::emulator
