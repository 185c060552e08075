#include <csignal>
#include <cstring>

#include <CLI/CLI.hpp>

#include "api/base/log.h"
#include "runtime/cli/settings.h"

using luabot::cli::Settings;

namespace {

/// The address of a webhook is a secret, and everybody on the machine can read a process's arguments: once
/// read, those that hold one are blotted out.
void hide_secrets(int argc, char** argv) {
  for (int i = 1; i < argc; ++i) {
    const bool value_follows =
        std::strcmp(argv[i - 1], "--portal") == 0 || std::strcmp(argv[i - 1], "--token") == 0;
    const bool holds_one =
        std::strstr(argv[i], "/rest/") != nullptr || std::strncmp(argv[i], "--token=", 8) == 0;
    if (value_follows || holds_one) std::memset(argv[i], '*', std::strlen(argv[i]));
  }
}

void add_portal(CLI::App* to, Settings& settings, bool required) {
  auto* portal =
      to->add_option("--portal", settings.portal,
                     "Address of the inbound webhook; env:NAME or file:PATH keep it out of the command line")
          ->envname("LUABOT_PORTAL")
          ->type_name("URL");
  if (required) portal->required();
  to->add_option("--limit", settings.limit,
                 "The portal's rate limit: standard (50, 2/s), enterprise (250, 5/s), none, or BURST:RATE")
      ->envname("LUABOT_LIMIT")
      ->type_name("LIMIT");
}

void add_path(CLI::App* to, Settings& settings) {
  to->add_option("PATH", settings.path, "A folder with main.lua, or one .lua file")
      ->required()
      ->type_name("");
}

}  // namespace

int main(int argc, char** argv) {
  std::signal(SIGPIPE, SIG_IGN);
  Settings settings;
  CLI::App app{"luabot runs Bitrix24 chat bots written in Lua."};
  app.set_version_flag("--version", LUABOT_VERSION);
  app.require_subcommand(1);
  app.add_flag("-v,--verbose", settings.verbose, "Say more");
  app.add_flag("-q,--quiet", settings.quiet, "Say nothing but warnings and errors");
  app.fallthrough();

  auto* dev = app.add_subcommand("dev", "Try a bot on a portal of its own: type messages, see its answers");
  add_path(dev, settings);
  dev->add_option("--data", settings.data, "Directory of all state; left out, a temporary one")
      ->type_name("DIR")
      ->default_str("");
  dev->add_option("--port", settings.port, "Port of the emulated portal; left out, a free one")
      ->type_name("PORT");
  dev->add_option("--limit", settings.limit,
                  "Rate limit of the emulated portal: none, standard, enterprise or BURST:RATE")
      ->type_name("LIMIT");

  auto* run = app.add_subcommand("run", "Run a bot on a portal until SIGTERM");
  add_path(run, settings);
  add_portal(run, settings, true);
  run->add_option("--data", settings.data, "Directory of all state")
      ->envname("LUABOT_DATA")
      ->type_name("DIR")
      ->capture_default_str();
  run->add_option("--token", settings.bot_token,
                  "The bot's token, 40 characters at most; left out, one is made and kept")
      ->envname("LUABOT_BOT_TOKEN")
      ->type_name("TOKEN");

  auto* emulator = app.add_subcommand("emulator", "Serve an emulated portal on a loopback port");
  emulator->add_option("--listen", settings.listen, "Address to listen on")
      ->type_name("ADDRESS")
      ->capture_default_str();
  emulator->add_option("--port", settings.port, "Port; 0 takes a free one")
      ->type_name("PORT")
      ->capture_default_str();
  emulator
      ->add_option("--webhook-token", settings.webhook_token,
                   "Token of its inbound webhook; left out, one is made")
      ->envname("LUABOT_WEBHOOK_TOKEN")
      ->type_name("TOKEN");
  emulator->add_option("--limit", settings.limit, "standard (the default), enterprise, none, or BURST:RATE")
      ->type_name("LIMIT");

  auto* call = app.add_subcommand("call", "Make one call and print the result as JSON");
  add_portal(call, settings, true);
  call->add_option("METHOD", settings.method, "For example imbot.v2.Chat.get")->required()->type_name("");
  call->add_option("PARAM", settings.params,
                   "key=value; fields.message=hi is nested, numbers and JSON are taken as such")
      ->type_name("key=value");
  call->add_option("--token", settings.bot_token, "botToken of methods that take one")
      ->envname("LUABOT_BOT_TOKEN")
      ->type_name("TOKEN");

  try {
    app.parse(argc, argv);
  } catch (const CLI::ParseError& error) {
    return app.exit(error) == 0 ? luabot::cli::done : luabot::cli::usage;
  }
  hide_secrets(argc, argv);
  luabot::set_log_level(settings.verbose ? luabot::Level::debug
                        : settings.quiet ? luabot::Level::warn
                                         : luabot::Level::info);
  if (*run) return luabot::cli::run(settings);
  if (*dev) {
    if (dev->get_option("--data")->empty()) settings.data.clear();
    return luabot::cli::dev(settings);
  }
  if (*emulator) return luabot::cli::emulator(settings);
  return luabot::cli::call(settings);
}
