#pragma once
#include <cstdint>
#include <memory>
#include <string>

#include "api/base/error.h"
#include "api/base/system_loop.h"
#include "api/http/certificate.h"

namespace luabot::http {

/// Takes TLS connections and passes what they say on to a plain port of 127.0.0.1, and back. A reset behind
/// it is a reset before it. For the emulator: it sets no time-outs and no bounds.
class TlsFront {
 public:
  /// Listens on `address:port`, an IP address; port 0 takes a free one. `behind` is the plain port.
  static Result<std::unique_ptr<TlsFront>> listen(SystemLoop& loop, const std::string& address,
                                                  std::uint16_t port, const Certificate& certificate,
                                                  std::uint16_t behind);
  virtual ~TlsFront() = default;
  [[nodiscard]] virtual std::uint16_t port() const = 0;
};

}  // namespace luabot::http
