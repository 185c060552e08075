#pragma once
#include <functional>
#include <string>

#include "api/base/loop.h"
#include "api/client/client.h"

namespace luabot::status {

/// Tells when the rate limit makes calls wait: when they begin to, each ten seconds while they do, and when
/// the last has gone; also of a bucket that others have filled, once a minute at most. Says nothing else.
class RateWatch {
 public:
  struct Hooks {
    std::function<client::Traffic()> traffic;
    std::function<Duration()> expected_wait;
    std::function<void(const std::string& text)> tell;  ///< for the log
  };
  /// Lives on the loop's thread; looks once a second.
  RateWatch(Loop& loop, Hooks hooks);

 private:
  void look();
  void tell(const client::Traffic& traffic);

  Loop& loop_;
  Hooks hooks_;
  bool waiting_ = false;  // the log has been told that calls wait
  int quiet_ = 0;         // seconds since it was
  std::uint64_t refused_ = 0;
  int since_refused_ = 0;  // seconds since the log was told of one; none yet: as if long ago
  Handle timer_;
};

}  // namespace luabot::status
