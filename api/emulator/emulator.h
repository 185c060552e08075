#pragma once
#include <cstdint>
#include <memory>
#include <optional>
#include <string>

#include "api/base/error.h"
#include "api/base/system_loop.h"
#include "api/emulator/install.h"
#include "api/emulator/portal.h"
#include "api/emulator/poster.h"
#include "api/http/server.h"
#include "api/http/tls_front.h"

namespace luabot::emulator {

/// A portal behind HTTP: its REST methods under /rest/, its OAuth server at /oauth/token/, and the control
/// side under /control/ (see README.md). It may have a thread and a SystemLoop of its own; everything but
/// url(), control_url() and port() happens on that loop's thread, its end included.
class Emulator {
 public:
  /// Listens; port 0 takes a free one. The control side has no password: listen on loopback. With a
  /// certificate it speaks https, and takes every caller for one from 127.0.0.1.
  static Result<std::unique_ptr<Emulator>> start(SystemLoop& loop, Options options = {},
                                                 const std::string& address = "127.0.0.1",
                                                 std::uint16_t port = 0,
                                                 const std::optional<http::Certificate>& tls = std::nullopt);

  [[nodiscard]] Portal& portal() { return portal_; }
  [[nodiscard]] std::uint16_t port() const { return port_; }
  /// The inbound webhook: "http://127.0.0.1:8080/rest/1/token/". Safe from any thread.
  [[nodiscard]] const std::string& url() const { return url_; }
  /// "http://127.0.0.1:8080/control/". Safe from any thread.
  [[nodiscard]] const std::string& control_url() const { return control_url_; }

 private:
  Emulator(SystemLoop& loop, Options options)
      : portal_(loop, std::move(options)), installs_(loop, portal_.oauth()), poster_(loop) {}
  void handle(http::Request request, http::Respond respond);

  Portal portal_;
  Installs installs_;
  Poster poster_;
  std::unique_ptr<http::Server> server_;
  std::unique_ptr<http::TlsFront> front_;  ///< null without a certificate
  std::uint16_t port_ = 0;
  std::string url_;
  std::string control_url_;
};

}  // namespace luabot::emulator
