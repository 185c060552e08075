#include "api/client/shared_bucket.h"

#include <algorithm>
#include <cmath>
#include <utility>

namespace luabot::client {
namespace {

using Seconds = std::chrono::duration<double>;

// Others may draw so much of the rate. Whoever wants more is refused as often as we are, and gives way.
constexpr double most_of_others = 0.9;
constexpr std::size_t steps = 90;
// A smaller bucket has no room for others to show in: one refusal would be taken for anything.
constexpr double least_shared = 12;
// At first. A refusal comes of a burst of others more often than of a rate.
constexpr double no_others = 0.9;
// The mirror to go by has so much of the weight at or below it.
constexpr double sure = 0.85;
// So much of what others leave is left to them too, since they are not regular.
constexpr double careful = 0.08;
// When the one without others has so much, they are gone.
constexpr double certain = 0.97;
// Levels are not known better than to so many requests: those of one moment overtake each other.
constexpr double blur = 0.7;
// The number of others' requests varies, with this part of it as the variance.
constexpr double unrest = 0.1;
// Whatever a mirror says, the opposite is so likely.
constexpr double surprise = 0.02;
// From this risk of a refusal on, requests go one after another.
constexpr double risky = 0.01;
// Refusals closer together are of requests that were under way together, and say the same.
constexpr Duration one_moment = std::chrono::seconds(1);
// How long a refusal is remembered, which doubles with each.
constexpr Duration first_memory = std::chrono::seconds(20);
constexpr Duration longest_memory = std::chrono::seconds(240);

double first_weight(std::size_t mirror) {
  return mirror == 0 ? no_others : (1 - no_others) / steps;
}

/// How likely a level that is about `level` is above `top`.
double above(double top, double level, double spread) {
  return 0.5 * std::erfc((top - level) / (spread * std::sqrt(2.0)));
}

/// How likely a level that is about `level` is `at`, but for a factor.
double just(double at, double level, double spread) {
  const double away = (at - level) / spread;
  return std::exp(-0.5 * away * away) / spread;
}

}  // namespace

SharedBucket::SharedBucket(Limit limit) : limit_(limit), memory_(first_memory) {
  for (std::size_t i = 0; i <= steps; ++i) {
    const double others = most_of_others * limit.rate * static_cast<double>(i) / steps;
    mirrors_.push_back({others, first_weight(i), Bucket({limit.burst, limit.rate - others})});
    if (limit.burst < least_shared || unlimited()) return;
  }
}

TimePoint SharedBucket::earliest(TimePoint now, double top) const {
  return believed().bucket.earliest(now, top);
}

/// How much the level may differ from what the mirror says.
double SharedBucket::Mirror::spread(TimePoint now) const {
  return std::sqrt(blur * blur + unrest * others * Seconds(now - since).count());
}

/// How likely one more request would be refused.
double SharedBucket::risk(TimePoint now) const {
  double sum = 0;
  for (const auto& one : mirrors_)
    sum += one.weight * above(limit_.burst + 0.5, one.bucket.level(now) + 1, one.spread(now));
  return sum;
}

void SharedBucket::take(TimePoint now) {
  if (unlimited()) return;
  if (asked_ && now - sent_at_ >= told_within) went_through();
  forget(now);
  for (auto& one : mirrors_) {
    one.bucket.take(now);
    one.peak = one.bucket.level(now);
    if (one.peak > 1) continue;
    one.since = now;
    one.free = 1;
  }
  asked_ = true;
  sent_at_ = now;
  believe(now);
}

void SharedBucket::put_back(TimePoint now) {
  for (auto& one : mirrors_) one.bucket.put_back(now);
}

/// The last request was not refused. Of a mirror that is not full, this says something new when it is fuller
/// than ever. In one that is, what leaks away goes to whoever asks next.
void SharedBucket::went_through() {
  asked_ = false;
  const double ours = left();
  for (auto& one : mirrors_) {
    const double free = std::max(surprise, 1 - above(limit_.burst + 0.5, one.peak, one.spread(sent_at_)));
    if (free < one.free) one.weight *= free / std::exchange(one.free, free);
    if (one.peak <= limit_.burst) continue;
    one.weight *= std::min(1.0, limit_.rate / (one.others + ours));
    one.bucket.fill(sent_at_);
  }
}

void SharedBucket::refused(TimePoint now) {
  if (unlimited()) return;
  const auto before = std::exchange(refused_at_, now);
  const bool news = !before || now - *before >= one_moment;
  if (news) {
    forget(now);
    for (auto& one : mirrors_)
      one.weight *= std::max(surprise / 10, just(limit_.burst, one.bucket.level(now), one.spread(now)));
    memory_ = std::min(longest_memory, memory_ * 2);
  }
  for (auto& one : mirrors_) {
    one.bucket.fill(now);
    one.since = now;
    one.free = 1;
  }
  asked_ = false;
  believe(now);
}

/// Weight returns to where it was at first.
void SharedBucket::forget(TimePoint now) {
  const double part = 1 - std::exp(-Seconds(now - std::exchange(weighed_at_, now)) / Seconds(memory_));
  for (std::size_t i = 0; i < mirrors_.size(); ++i)
    mirrors_[i].weight += (first_weight(i) - mirrors_[i].weight) * part;
}

void SharedBucket::believe(TimePoint now) {
  double sum = 0;
  for (const auto& one : mirrors_) sum += one.weight;
  for (auto& one : mirrors_) one.weight /= sum;
  double below = 0;
  for (believed_ = 0; believed_ + 1 < mirrors_.size(); ++believed_) {
    below += mirrors_[believed_].weight;
    if (below >= sure) break;
  }
  if (believed_ > 0) {
    const double spared = careful * left() / (most_of_others * limit_.rate) * steps;
    believed_ = std::min(steps, believed_ + static_cast<std::size_t>(std::lround(spared)));
  }
  if (mirrors_.front().weight > certain) memory_ = first_memory;
  risky_ = refused_at_ && risk(now) > risky;
}

}  // namespace luabot::client
