#include "api/client/breaker.h"

#include <algorithm>
#include <utility>

namespace luabot::client {
namespace {

constexpr Duration first_pause = std::chrono::milliseconds(200);
constexpr Duration longest_pause = std::chrono::milliseconds(750);

}  // namespace

void Breaker::answered() {
  failures_ = 0;
  if (std::exchange(open_, false))
    allowed_ = std::min(first_after, most_);
  else
    allowed_ = std::min(allowed_ + 1, most_);
}

bool Breaker::failed(TimePoint now) {
  if (open_) {
    if (now < probe_at_) return false;  // it went out before
    pause_ = std::min(longest_pause, pause_ * 5 / 4);
    probe_at_ = now + pause_;
    return false;
  }
  if (++failures_ < failures_to_open) return false;
  open_ = true;
  pause_ = first_pause;
  probe_at_ = now + pause_;
  return true;
}

}  // namespace luabot::client
