#pragma once
#include <string>
#include <unordered_map>

#include "api/base/loop.h"
#include "api/emulator/options.h"

namespace luabot::emulator {

/// The leaky buckets of a portal, one for each source address.
class Buckets {
 public:
  explicit Buckets(const BucketLimit& limit) : limit_(limit) {}

  /// Whether a request may pass; a request that may not does not count.
  bool take(const std::string& peer, TimePoint now);
  void set_limit(const BucketLimit& limit) { limit_ = limit; }
  /// Pretends that requests of the address have just been made: more than the burst is cut to it.
  void fill(const std::string& peer, double level, TimePoint now);

 private:
  struct Bucket {
    double level = 0;
    TimePoint seen{};
  };
  Bucket& leaked(const std::string& peer, TimePoint now);

  BucketLimit limit_;
  std::unordered_map<std::string, Bucket> buckets_;
};

}  // namespace luabot::emulator
