#include <chrono>
#include <cstdio>
#include <thread>

#include <unistd.h>

#include "runtime/cli/settings.h"
#include "runtime/config/config.h"
#include "runtime/status/snapshot.h"
#include "runtime/status/status_socket.h"

namespace luabot::cli {
namespace {

constexpr auto look_again = std::chrono::seconds(1);

/// Where the host keeps its state: --data, or what the luabot.toml says.
Result<std::string> data_of(const Settings& settings) {
  if (!settings.data.empty()) return settings.data;
  if (settings.config.empty()) return std::string(default_data);
  auto said = config::read_data(settings.config);
  if (!said || !said->empty()) return said;
  return std::string(default_data);
}

int show(const std::string& data, bool json) {
  const auto said = status::ask(data);
  if (!said) return report(said.error());
  if (json) return std::printf("%s\n", said->c_str()), done;
  const auto shown = status::table(*said);
  if (!shown) return report(shown.error());
  std::printf("%s", shown->c_str());
  return done;
}

}  // namespace

int status(const Settings& settings, bool json, bool watch) {
  const auto data = data_of(settings);
  if (!data) return report(data.error(), usage);
  if (!watch) return show(*data, json);
  // Ended by Ctrl-C, whose default action is all there is to do, or with the host.
  for (;;) {
    if (!json && isatty(STDOUT_FILENO) != 0) std::printf("\x1b[H\x1b[J");
    if (const int shown = show(*data, json); shown != done) return shown;
    std::fflush(stdout);
    std::this_thread::sleep_for(look_again);
  }
}

}  // namespace luabot::cli
