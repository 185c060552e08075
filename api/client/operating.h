#pragma once
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <unordered_map>

#include "api/base/loop.h"

namespace luabot::client {

/// How long each method has kept the portal busy, from `time.operating` of its answers. The portal allows 480
/// s of a method in ten minutes (420 s is the default of an installation of one's own), then refuses it with
/// OPERATION_TIME_LIMIT until `operating_reset_at`. From 80 % of that on, the calls of the method are spread
/// over what is left of the time. Other methods are not concerned.
/// Pure logic on the times it is given.
class Operating {
 public:
  static constexpr double allowed_seconds = 420;
  static constexpr double slow_from = 0.8;

  /// The `time` of an answer, JSON text; "" when there is none.
  void answered(const std::string& method, std::string_view time, TimePoint now);
  /// The portal refuses the method for so long; when it does not say, until the reset that its last answer
  /// told of, or for a minute. Returns that moment.
  TimePoint exhausted(const std::string& method, std::optional<Duration> time, TimePoint now);
  void sent(const std::string& method, TimePoint now);
  /// The first moment, `now` or later, at which the method may be called.
  [[nodiscard]] TimePoint earliest(const std::string& method, TimePoint now) const;
  /// Until when the method is refused; nothing when it is not.
  [[nodiscard]] std::optional<TimePoint> refused_until(const std::string& method, TimePoint now) const;
  /// Methods that are refused or slowed now.
  [[nodiscard]] std::size_t concerned(TimePoint now) const;

 private:
  struct Use {
    double seconds = 0;
    double cost = 0;      ///< of a call, smoothed
    TimePoint reset{};    ///< `seconds` are forgotten
    TimePoint refused{};  ///< until then
    TimePoint next{};     ///< when slowed
    [[nodiscard]] bool slow(TimePoint now) const {
      return reset > now && seconds >= slow_from * allowed_seconds;
    }
    [[nodiscard]] double calls_left() const;
    [[nodiscard]] Duration gap(TimePoint now) const;
  };
  std::unordered_map<std::string, Use> uses_;
};

}  // namespace luabot::client
