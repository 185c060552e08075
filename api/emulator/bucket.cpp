#include "api/emulator/bucket.h"

#include <algorithm>

namespace luabot::emulator {

Buckets::Bucket& Buckets::leaked(const std::string& peer, TimePoint now) {
  auto& bucket = buckets_.try_emplace(peer, Bucket{.level = 0, .seen = now}).first->second;
  const std::chrono::duration<double> passed = now - bucket.seen;
  bucket.level = std::max(0.0, bucket.level - passed.count() * limit_.rate);
  bucket.seen = now;
  return bucket;
}

bool Buckets::take(const std::string& peer, TimePoint now) {
  if (!limit_.on) return true;
  auto& bucket = leaked(peer, now);
  constexpr double rounding = 1e-9;  // what leaks in half a second has to make room for one request at 2/s
  if (bucket.level + 1 > limit_.burst + rounding) return false;
  bucket.level += 1;
  return true;
}

void Buckets::fill(const std::string& peer, double level, TimePoint now) {
  leaked(peer, now).level = std::min(level, limit_.burst);
}

}  // namespace luabot::emulator
