#include "api/client/buckets.h"

#include "api/catalog/names.h"
#include "api/client/portal_bucket.h"

namespace luabot::client {

std::string canonical_host(std::string_view host) {
  constexpr std::string_view https = ":443";
  if (host.ends_with(https)) host.remove_suffix(https.size());
  std::string name(host);
  for (char& c : name) c = catalog::to_lower(c);
  return name;
}

std::shared_ptr<PortalBucket> Buckets::of(std::string_view host, const Limit& limit,
                                          const std::shared_ptr<PortalBucket>& current, TimePoint now) {
  const std::string portal = canonical_host(host);
  if (const auto known = known_.find(portal); known != known_.end())
    if (auto bucket = known->second.lock()) return bucket;
  auto bucket = current;
  if (!bucket || bucket->sharers() > 1) bucket = std::make_shared<PortalBucket>(limit, now);
  // Neither those that are gone, nor the same one under the portal's last address.
  std::erase_if(known_, [&](const auto& entry) {
    const auto other = entry.second.lock();
    return !other || other == bucket;
  });
  known_[portal] = bucket;
  return bucket;
}

}  // namespace luabot::client
