#pragma once
#include <cstdint>
#include <functional>
#include <memory>
#include <string>
#include <string_view>

#include "api/base/error.h"
#include "api/base/loop.h"
#include "api/base/secret.h"
#include "api/client/client.h"

namespace luabot::client {

/// A file that the portal gave a link to.
struct Download {
  Secret link;       ///< holds a token that is good once
  std::string host;  ///< names the portal, as in Address; a link that leads anywhere else is refused
  bool loopback = false;
  std::uint64_t most = 0;
  Duration timeout = std::chrono::minutes(10);
  /// Takes the bytes as they come; false gives the download up (the disk is full, say).
  std::function<bool(std::string_view)> sink;
};

/// Fetches files from the portal's links. Lives on the loop's thread.
class Downloads {
 public:
  using Done = std::function<void(Result<std::uint64_t> size)>;

  explicit Downloads(Loop& loop);
  Downloads(const Downloads&) = delete;
  Downloads& operator=(const Downloads&) = delete;
  ~Downloads();

  /// Links are https, or http when the portal is on loopback; up to five redirects are followed, also to
  /// other hosts, under the same rule. The callback comes once, from the loop, never from within this call;
  /// dropping the handle cancels. Errors: BAD_LINK (outcome refused), FILE_TOO_LARGE, SINK_CLOSED, HTTP_404
  /// and the like, DOWNLOAD_FAILED. None of them holds the link.
  [[nodiscard]] Handle get(Download what, Done done);

 private:
  struct Impl;
  std::unique_ptr<Impl> impl_;
};

}  // namespace luabot::client
