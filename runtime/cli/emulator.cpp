#include "api/emulator/emulator.h"

#include <cmath>
#include <csignal>
#include <cstdio>
#include <fstream>
#include <optional>

#include "api/base/system_loop.h"
#include "api/client/client.h"
#include "runtime/cli/settings.h"

namespace luabot::cli {

int emulator(const Settings& settings) {
  auto limit = client::parse_limit(settings.limit.empty() ? "standard" : settings.limit);
  if (!limit) return report(limit.error(), usage);
  luabot::emulator::Options options;
  options.limit = {!std::isinf(limit->burst), limit->burst, limit->rate};
  options.token = settings.webhook_token;

  std::optional<http::Certificate> tls;
  if (!settings.tls.empty()) {
    auto made = http::loopback_certificate();
    if (!made) return report(made.error());
    tls = std::move(*made);
    if (!(std::ofstream(settings.tls) << tls->certificate << std::flush))
      return report({"CERTIFICATE_NOT_WRITTEN", "the certificate cannot be written", settings.tls});
  }

  SystemLoop loop;
  options.first_event = loop.wall_ms();
  auto started = luabot::emulator::Emulator::start(loop, options, settings.listen,
                                                   static_cast<std::uint16_t>(settings.port), tls);
  if (!started) return report(started.error());
  // The portal is made up, and so is its webhook: printing it is the point.
  std::printf("portal  %s\ncontrol %s\n", (*started)->url().c_str(), (*started)->control_url().c_str());
  std::fflush(stdout);
  const auto signals = loop.on_signal({SIGINT, SIGTERM}, [&](int) { loop.stop(); });
  loop.run();
  return done;
}

}  // namespace luabot::cli
