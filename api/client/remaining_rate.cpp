#include "api/client/remaining_rate.h"

#include <algorithm>
#include <utility>

namespace luabot::client {
namespace {

using Seconds = std::chrono::duration<double>;

// So much is ours even if others would take it all: they are refused as often as we are, and give way.
constexpr double most_of_others = 0.8;
// So much of what others leave: they are not regular, and each refusal for it costs a wait.
constexpr double careful = 0.95;
// Refusals closer together are about the same moment, of requests that were under way together.
constexpr Seconds one_moment{1};
// A burst of others is believed once; a second one so soon after is their way.
constexpr Seconds soon{15};

}  // namespace

void RemainingRate::learn(double missing, double seconds) {
  others_ = std::clamp(others_ + missing / seconds, 0.0, most_of_others * limit_.rate);
}

double RemainingRate::left() const {
  return trying_ || others_ <= 0 ? limit_.rate : (limit_.rate - others_) * careful;
}

double RemainingRate::shadow(TimePoint now) const {
  return std::max(0.0, shadow_ - Seconds(now - shadow_at_).count() * (limit_.rate - others_));
}

/// What the level is when others draw as is believed: of what is left, less than all was used out of care.
double RemainingRate::believed(TimePoint now, double level) const {
  const double spared = others_ > 0 ? (1 - careful) * (limit_.rate - others_) : 0;
  return std::max(0.0, level - spared * Seconds(now - since_).count());
}

void RemainingRate::refused(TimePoint now, double level) {
  const Seconds passed = std::max(Seconds(now - since_), Seconds(1e-3));
  if (refused_ && passed < one_moment) return;
  const double missing = limit_.burst - (trying_ ? shadow(now) : believed(now, level));
  const bool burst = others_ + missing / passed.count() > limit_.rate;
  if (!burst || (refused_ && passed < soon)) learn(missing, passed.count());
  if (std::exchange(trying_, false)) pause_ = std::min(last_try, pause_ * 2);
  refused_ = true;
  since_ = now;
  sent_ = 0;
}

void RemainingRate::sent(TimePoint now, double level) {
  if (level <= 1 && !trying_) since_ = now;  // what others did before says nothing
  if (trying_) {
    shadow_ = shadow(now) + 1;
    shadow_at_ = now;
    if (shadow_ < 2 * limit_.burst) return;  // the bucket was perhaps empty when the try began
    others_ = 0;
    trying_ = false;
    pause_ = first_try;
    since_ = now;
  } else if (others_ > 0 && ++sent_ >= pause_) {
    trying_ = true;
    shadow_ = believed(now, level);
    shadow_at_ = now;
  }
}

}  // namespace luabot::client
