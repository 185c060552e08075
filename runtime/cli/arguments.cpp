#include "runtime/cli/arguments.h"

#include <algorithm>
#include <cstring>
#include <fstream>
#include <string>
#include <string_view>

#include <sys/resource.h>

namespace luabot::cli {
namespace {

bool begins(std::string_view text, std::string_view with) {
  return text.substr(0, with.size()) == with;
}

/// The part of an argument that is a secret, "" when nothing is. `before` is the argument before it.
std::string_view secret_in(std::string_view before, std::string_view argument) {
  for (const std::string_view option : {"--portal", "--token", "--new-token", "--application-token"}) {
    if (before == option) return argument;
    if (begins(argument, option) && begins(argument.substr(option.size()), "="))
      return argument.substr(option.size() + 1);
  }
  for (const std::string_view parameter : {"botToken=", "BOT_TOKEN="})
    if (const auto at = argument.find(parameter); at != std::string_view::npos)
      return argument.substr(at + parameter.size());
  return argument.find("/rest/") == std::string_view::npos ? std::string_view() : argument;
}

/// The token of a webhook's address, wherever it stands on the command line, also where none belongs.
std::string_view token_of(std::string_view value) {
  constexpr std::string_view rest = "/rest/";
  const auto at = value.find(rest);
  if (at == std::string_view::npos) return {};
  const auto token = value.find('/', at + rest.size());
  if (token == std::string_view::npos) return {};
  const auto end = std::min(value.find('/', token + 1), value.size());
  return value.substr(token + 1, end - token - 1);
}

}  // namespace

SecretArguments find_secrets(int argc, char** argv) {
  SecretArguments found;
  for (int i = 1; i < argc; ++i) {
    const auto secret = secret_in(argv[i - 1], argv[i]);
    if (secret.empty() || begins(secret, "env:") || begins(secret, "file:")) continue;
    found.secrets.emplace_back(std::string(secret), std::string(token_of(secret)));
    found.arguments.push_back(argv[i]);
  }
  return found;
}

void dump_nothing() {
  const rlimit none{0, 0};
  setrlimit(RLIMIT_CORE, &none);
  // A program that dumps are piped to need not heed the limit; without memory areas there is nothing to pipe.
  std::ofstream("/proc/self/coredump_filter") << 0;
}

void blot_out(const std::vector<char*>& arguments) {
  for (char* argument : arguments) std::memset(argument, '*', std::strlen(argument));
}

}  // namespace luabot::cli
