#include "api/base/log.h"

#include <spdlog/sinks/stdout_color_sinks.h>
#include <spdlog/spdlog.h>

#include "api/base/secret.h"

namespace luabot {
namespace {

spdlog::level::level_enum to_spdlog(Level level) {
  switch (level) {
    case Level::debug:
      return spdlog::level::debug;
    case Level::info:
      return spdlog::level::info;
    case Level::warn:
      return spdlog::level::warn;
    case Level::error:
      return spdlog::level::err;
    case Level::off:
      return spdlog::level::off;
  }
  return spdlog::level::info;
}

spdlog::logger& logger() {
  static const auto shared = [] {
    auto made = spdlog::stderr_color_mt("luabot");
    made->set_pattern("%Y-%m-%d %H:%M:%S.%e %^%-5l%$ %v");
    made->flush_on(spdlog::level::debug);
    return made;
  }();
  return *shared;
}

}  // namespace

void log(Level level, std::string_view room, std::string_view text) {
  auto& to = logger();
  const auto at = to_spdlog(level);
  if (!to.should_log(at)) return;
  to.log(at, "{}: {}", room, redact(text));
}

void set_log_level(Level level) {
  logger().set_level(to_spdlog(level));
}

}  // namespace luabot
