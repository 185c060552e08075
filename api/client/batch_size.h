#pragma once
#include <cstddef>
#include <string>
#include <string_view>
#include <unordered_map>

#include "api/base/loop.h"

namespace luabot::client {

/// How much goes into one batch, so that its answer comes long before the 60 s after which the portal gives
/// up: as many calls as are expected to take 15 s, by what each method took before, 50 at most (the
/// documented limit), and half as many after a batch that came near.
class BatchSize {
 public:
  static constexpr std::size_t documented_most = 50;
  static constexpr Duration aim = std::chrono::seconds(15);

  /// Calls, at most.
  [[nodiscard]] std::size_t most() const { return most_; }
  /// How long the method takes.
  [[nodiscard]] Duration expected(const std::string& method) const;
  /// The `time` of an answer, JSON text; "" when there is none.
  void learn(const std::string& method, std::string_view time);
  /// A batch of so many was answered after so long.
  void answered(std::size_t calls, Duration took);
  /// A batch of so many has had no answer.
  void unanswered(std::size_t calls, Duration took);

 private:
  std::size_t most_ = documented_most;
  std::unordered_map<std::string, double> seconds_;
};

}  // namespace luabot::client
