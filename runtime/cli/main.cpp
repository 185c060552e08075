#include <csignal>
#include <cstdint>
#include <iostream>
#include <sstream>

#include <CLI/CLI.hpp>

#include "api/base/log.h"
#include "api/base/secret.h"
#include "runtime/cli/arguments.h"
#include "runtime/cli/settings.h"

using luabot::cli::Settings;

namespace {

/// Says what is wrong with the command line, or what --help and --version ask for.
int explain(const CLI::App& app, const CLI::ParseError& error) {
  std::ostringstream out;
  std::ostringstream err;
  const int status = app.exit(error, out, err);
  std::cout << out.str();
  std::cerr << luabot::redact(err.str());
  if (status != 0 && app.get_subcommands().empty() && !app.remaining().empty())
    std::cerr << luabot::redact(app.remaining().front()) << " is no command.\n";
  return status == 0 ? luabot::cli::done : luabot::cli::usage;
}

CLI::Option* add_portal(CLI::App* to, Settings& settings) {
  to->add_option("--limit", settings.limit,
                 "The portal's rate limit: standard (50, 2/s), enterprise (250, 5/s), none, or BURST:RATE")
      ->envname("LUABOT_LIMIT")
      ->type_name("LIMIT");
  return to
      ->add_option("--portal", settings.portal,
                   "Address of the inbound webhook; env:NAME or file:PATH keep it out of the command line")
      ->envname("LUABOT_PORTAL")
      ->type_name("URL");
}

void add_config(CLI::App* to, Settings& settings) {
  to->add_option("-c,--config", settings.config, "A luabot.toml with portals and bots")
      ->envname("LUABOT_CONFIG")
      ->type_name("FILE");
  to->add_option("--data", settings.data, "Directory of all state [.luabot]")
      ->envname("LUABOT_DATA")
      ->type_name("DIR");
}

void add_path(CLI::App* to, Settings& settings) {
  to->add_option("PATH", settings.path, "A folder with main.lua, or one .lua file")
      ->required()
      ->type_name("");
}

CLI::App* add_dev(CLI::App& app, Settings& settings) {
  auto* dev = app.add_subcommand("dev", "Try a bot on a portal of its own: type messages, see its answers");
  add_path(dev, settings);
  dev->add_option("--data", settings.data, "Directory of all state; left out, a temporary one")
      ->type_name("DIR");
  dev->add_option("--port", settings.port, "Port of the emulated portal; left out, a free one")
      ->check(CLI::Range(0, 65535))
      ->type_name("PORT");
  dev->add_option("--limit", settings.limit,
                  "Rate limit of the emulated portal: none, standard, enterprise or BURST:RATE")
      ->type_name("LIMIT");
  return dev;
}

CLI::App* add_run(CLI::App& app, Settings& settings) {
  auto* run = app.add_subcommand("run", "Run bots on portals until SIGTERM");
  run->add_option("PATH", settings.paths,
                  "A folder with main.lua, or one .lua file; left out, the bots of -c")
      ->type_name("");
  add_portal(run, settings);
  add_config(run, settings);
  run->add_option("--token", settings.bot_token,
                  "The bot's token, 40 characters at most; left out, one is made and kept")
      ->envname("LUABOT_BOT_TOKEN")
      ->type_name("TOKEN");
  run->add_option("--events", settings.events,
                  "How events come: fetch (the default), or webhook for pushed ones")
      ->envname("LUABOT_EVENTS")
      ->check(CLI::IsMember({"fetch", "webhook"}))
      ->type_name("MODE");
  run->add_option("--poll", settings.poll,
                  "How often fetched events are asked for, in conversations and when idle [2s:15s]")
      ->envname("LUABOT_POLL")
      ->type_name("MIN:MAX");
  run->add_option("--listen", settings.listen, "Where pushed events arrive, behind a proxy that does TLS")
      ->envname("LUABOT_LISTEN")
      ->type_name("ADDRESS:PORT");
  run->add_option("--public-url", settings.public_url, "That address as the portal reaches it")
      ->envname("LUABOT_PUBLIC_URL")
      ->type_name("URL");
  run->add_option("--application-token", settings.application_token,
                  "application_token of pushed events, where it is not the one made of the bot's token")
      ->envname("LUABOT_APPLICATION_TOKEN")
      ->type_name("TOKEN");
  run->add_flag_function(
         "--require-sandbox", [&settings](std::int64_t times) { settings.require_sandbox = times > 0; },
         "Run only where the kernel lets workers give up system calls (seccomp)")
      ->envname("LUABOT_REQUIRE_SANDBOX");
  return run;
}

CLI::App* add_rotate(CLI::App& app, Settings& settings) {
  auto* rotate = app.add_subcommand("rotate", "Give bots another token, while their host is stopped");
  rotate->add_option("CODE", settings.paths, "Codes of the bots; left out, all bots")->type_name("");
  add_portal(rotate, settings);
  add_config(rotate, settings);
  rotate
      ->add_option("--new-token", settings.new_token,
                   "The new token of one bot, 40 characters at most; left out, one is made")
      ->type_name("TOKEN");
  return rotate;
}

CLI::App* add_emulator(CLI::App& app, Settings& settings) {
  auto* emulator = app.add_subcommand("emulator", "Serve an emulated portal on a loopback port");
  settings.listen = "127.0.0.1";
  emulator->add_option("--listen", settings.listen, "Address to listen on")
      ->type_name("ADDRESS")
      ->capture_default_str();
  emulator->add_option("--port", settings.port, "Port; 0 takes a free one")
      ->check(CLI::Range(0, 65535))
      ->type_name("PORT")
      ->capture_default_str();
  emulator
      ->add_option("--webhook-token", settings.webhook_token,
                   "Token of its inbound webhook; left out, one is made")
      ->envname("LUABOT_WEBHOOK_TOKEN")
      ->type_name("TOKEN");
  emulator
      ->add_option(
          "--tls", settings.tls,
          "Serve https with a certificate made for this, which is written to FILE; programs trust it "
          "with SSL_CERT_FILE=FILE")
      ->type_name("FILE");
  emulator->add_option("--limit", settings.limit, "standard (the default), enterprise, none, or BURST:RATE")
      ->type_name("LIMIT");
  return emulator;
}

void add_call(CLI::App& app, Settings& settings) {
  auto* call = app.add_subcommand("call", "Make one call and print the result as JSON");
  add_portal(call, settings)->required();
  call->add_option("METHOD", settings.method, "For example imbot.v2.Chat.get")->required()->type_name("");
  call->add_option("PARAM", settings.params,
                   "key=value; fields.message=hi is nested, numbers and JSON are taken as such")
      ->type_name("key=value");
  call->add_option("--token", settings.bot_token, "botToken of methods that take one")
      ->envname("LUABOT_BOT_TOKEN")
      ->type_name("TOKEN");
}

}  // namespace

int main(int argc, char** argv) {
  luabot::cli::dump_nothing();
  std::signal(SIGPIPE, SIG_IGN);
  std::signal(SIGXFSZ, SIG_IGN);  // a file at its limit is a full disk to us, not the end
  CLI::App app{"luabot runs Bitrix24 chat bots written in Lua."};
  bool verbose = false;
  bool quiet = false;
  app.set_version_flag("--version", LUABOT_VERSION);
  app.require_subcommand(1);
  app.add_flag("-v,--verbose", verbose, "Say more");
  app.add_flag("-q,--quiet", quiet, "Say nothing but warnings and errors");
  app.fallthrough();
  // Settings of its own for each command: CLI11 reads the variables of all of them, also of those not given.
  Settings for_dev;
  Settings for_run;
  Settings for_emulator;
  Settings for_call;
  Settings for_rotate;
  const auto* dev = add_dev(app, for_dev);
  const auto* run = add_run(app, for_run);
  const auto* emulator = add_emulator(app, for_emulator);
  const auto* rotate = add_rotate(app, for_rotate);
  add_call(app, for_call);

  auto* types = app.add_subcommand("types", "Write annotations of the library and all methods for an editor");
  std::string types_folder = ".luabot-types";
  types->add_option("DIR", types_folder, "Where to; name it in LuaLS's workspace.library")
      ->capture_default_str();

  bool json = false;
  bool watch = false;
  Settings for_status;
  auto* status =
      app.add_subcommand("status", "How the host that runs here is doing: its portals, limits and bots");
  add_config(status, for_status);
  status->add_flag("--json", json, "JSON, for programs");
  status->add_flag("--watch", watch, "Again each second, until the host ends");

  const auto secrets = luabot::cli::find_secrets(argc, argv);
  try {
    app.parse(argc, argv);
  } catch (const CLI::ParseError& error) {
    return explain(app, error);
  }
  luabot::cli::blot_out(secrets.arguments);
  luabot::set_log_level(verbose ? luabot::Level::debug : quiet ? luabot::Level::warn : luabot::Level::info);
  if (*run) return luabot::cli::run(for_run);
  if (*rotate) return luabot::cli::rotate(for_rotate);
  if (*dev) return luabot::cli::dev(for_dev);
  if (*status) return luabot::cli::status(for_status, json, watch);
  if (*types) return luabot::cli::types(types_folder);
  if (*emulator) return luabot::cli::emulator(for_emulator);
  return luabot::cli::call(for_call);
}
