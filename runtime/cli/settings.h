#pragma once
#include <chrono>
#include <optional>
#include <string>
#include <vector>

#include "api/base/error.h"

namespace luabot::cli {

/// Exit statuses.
constexpr int done = 0;
constexpr int failed = 1;
constexpr int usage = 2;

/// The directory of all state when none is named.
constexpr const char* default_data = ".luabot";

/// What flags and LUABOT_* variables say, as given.
struct Settings {
  std::string path;                ///< dev: the scripts
  std::vector<std::string> paths;  ///< run: the scripts of each bot; rotate: codes
  std::string config;              ///< run, rotate: a luabot.toml; empty: none
  std::string portal;              ///< inbound webhook; "env:NAME" and "file:PATH" too
  std::string data;                ///< directory of all state; empty: what the luabot.toml says, or the
                                   ///< default; dev: a temporary one
  std::string bot_token;           ///< "env:NAME" and "file:PATH" too
  std::string new_token;           ///< rotate: "env:NAME" and "file:PATH" too; empty: one is made
  std::string events;              ///< run: "fetch" or "webhook"; empty: what the luabot.toml says, or fetch
  std::string poll;                ///< run: "2s:15s"; empty: what the luabot.toml says, or the default
  std::string public_url;          ///< run: where the portal reaches the address it listens on
  std::string application_token;   ///< run: of pushed events; "env:NAME" and "file:PATH" too
  std::optional<bool> require_sandbox;  ///< run: empty: what the luabot.toml says, or no
  std::string limit;                    ///< empty: what suits the command
  std::string method;                   ///< call
  std::vector<std::string> params;      ///< call: key=value
  std::string listen;                   ///< emulator: an address; run: ADDRESS:PORT
  int port = 0;                         ///< dev, emulator: 0 takes a free one
  std::string webhook_token;            ///< emulator: empty makes one
  std::string tls;                      ///< emulator: file for its certificate; empty: plain http
};

int run(const Settings& settings);
int dev(const Settings& settings);
int emulator(const Settings& settings);
int call(const Settings& settings);
int rotate(const Settings& settings);
/// How the host on a data directory is doing: a table or JSON; once, or each second until it is gone.
int status(const Settings& settings, bool json, bool watch);
/// Writes the annotations for editors into the folder.
int types(const std::string& folder);

/// The worker program, which stands beside this one.
[[nodiscard]] std::string worker_program();

/// Whether workers can give up system calls on this kernel. Where they cannot, that is an error if it is
/// required, and otherwise said once.
Result<void> check_sandbox(bool required);

/// Prints the error on standard error and returns the exit status for it.
int report(const Error& error, int status = failed);

}  // namespace luabot::cli
