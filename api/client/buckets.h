#pragma once
#include <map>
#include <memory>
#include <string>
#include <string_view>

#include "api/client/client.h"

namespace luabot::client {

class PortalBucket;

/// One name for a portal however its host is written (Address, Endpoint): in lower case, without the port
/// that https has anyway.
[[nodiscard]] std::string canonical_host(std::string_view host);

/// The buckets of portals. Clients that are given the same Buckets and call the same portal share its bucket,
/// since the portal counts requests by address they come from, whoever they are made as. What it counts by
/// application or webhook (`operating`) each has for itself. Lives on the loop's thread.
class Buckets {
 public:
  /// The bucket of the portal with that host. `current` is the one that the caller draws from so far, if any:
  /// it goes with the caller to a portal that has none yet when nobody else draws from it, because a portal
  /// whose address has changed is the same portal.
  [[nodiscard]] std::shared_ptr<PortalBucket> of(std::string_view host, const Limit& limit,
                                                 const std::shared_ptr<PortalBucket>& current, TimePoint now);

 private:
  std::map<std::string, std::weak_ptr<PortalBucket>> known_;
};

}  // namespace luabot::client
