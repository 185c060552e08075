#include <csignal>
#include <fstream>
#include <iterator>

#include <catch2/catch.hpp>

#include "tests/e2e/world.h"

using namespace luabot::test;

namespace {

constexpr const char* token = "pl4ntedwebh00k";

/// Runs the program to its end. Whatever it says, it does not say the planted token.
Child::Result result_of(std::vector<std::string> arguments,
                        const std::vector<std::string>& environment = {}) {
  arguments.insert(arguments.begin(), program());
  auto result = run(arguments, {}, environment);
  CAPTURE(arguments, result.out, result.err);
  CHECK((result.out + result.err).find(token) == std::string::npos);
  return result;
}

std::string webhook(const std::string& before = "http://127.0.0.1:1") {
  return before + "/rest/1/" + token + "/";
}

void check_usage(const std::vector<std::string>& arguments, const std::string& says,
                 const std::vector<std::string>& environment = {}) {
  const auto result = result_of(arguments, environment);
  CAPTURE(arguments, result.out, result.err);
  CHECK(result.status == 2);
  CHECK(result.err.find(says) != std::string::npos);
}

}  // namespace

TEST_CASE("a wrong command line is told and ends with status 2") {
  const auto echo = example("echo");
  check_usage({}, "subcommand");
  check_usage({"frobnicate"}, "frobnicate is no command");
  check_usage({webhook()}, "no command");
  check_usage({"run", echo, "--portal", webhook(), "--colour"}, "--colour");
  check_usage({"run", "--portal", webhook()}, "PATH");
  check_usage({"run", echo}, "--portal");
  check_usage({"run", echo, webhook(), "--portal", webhook()}, "not a PATH");
  check_usage({"call", "--portal", webhook()}, "METHOD");
  check_usage({"call", "server.time", "a", "--portal", webhook()}, "key=value");
  check_usage({"call", "server.time", "a=1", "a.b=2", "--portal", webhook()}, "a: this key");
  check_usage({"dev"}, "PATH");
  check_usage({"emulator", webhook()}, "not expected: ***");
  check_usage({"run", echo, "--portal", webhook(), "--limit", webhook()}, "*** is no limit");
  check_usage({"emulator", "--port", "70000"}, "--port");
  check_usage({"dev", echo, "--port", "-1"}, "--port");
}

TEST_CASE("settings that make no sense are told and end with status 2") {
  const auto echo = example("echo");
  check_usage({"run", echo, "--portal", webhook("http://acme.bitrix24.com")}, "https");
  check_usage({"run", echo, "--portal", webhook("http://192.168.0.7")}, "loopback");
  check_usage({"call", "server.time", "--portal", webhook("http://acme.bitrix24.com")}, "https");
  check_usage({"run", echo, "--portal", "https://acme.bitrix24.com/"}, "/rest/");
  check_usage({"run", echo, "--portal", webhook() + "server.time"}, "follows the token");
  check_usage({"run", echo, "--portal", webhook(), "--limit", "fast"}, "fast");
  check_usage({"run", echo, "--portal", webhook(), "--limit", "0:2"}, "0:2");
  check_usage({"run", echo, "--portal", webhook(), "--poll", "15s"}, "15s is no MIN:MAX");
  check_usage({"run", echo, "--portal", webhook(), "--poll", "15s:2s"}, "the most is less than the least");
  check_usage({"emulator", "--limit", "50"}, "50");
  check_usage({"dev", echo, "--limit", "x:y"}, "x:y");
  check_usage({"run", echo}, "fast", {"LUABOT_PORTAL=" + webhook(), "LUABOT_LIMIT=fast"});
  check_usage(
      {"run", echo, "--portal", webhook(), "--token", std::string(20, 'x') + token + std::string(20, 'y')},
      "40 characters");
  check_usage({"run", echo, "--portal", webhook()}, "40 characters",
              {"LUABOT_BOT_TOKEN=" + std::string(20, 'x') + token + std::string(20, 'y')});
}

TEST_CASE("a public URL that portals cannot reach is told and ends with status 2") {
  const auto echo = example("echo");
  const auto with = [&](const std::string& url) {
    return std::vector<std::string>{"run",     echo,       "--portal",    webhook(),      "--events",
                                    "webhook", "--listen", "127.0.0.1:0", "--public-url", url};
  };
  for (const auto* wrong : {"bots.example.com", "http://bots.example.com", "https://", "https://x/?a=1"})
    check_usage(with(wrong), "--public-url");
  check_usage({"run", echo, "--portal", webhook(), "--public-url", "https://bots.example.com"}, "--listen");
}

TEST_CASE("a secret that is kept elsewhere is named when it is missing there") {
  const TempDir dir;
  const auto echo = example("echo");
  check_usage({"run", echo, "--portal", "env:NO_SUCH_WEBHOOK"}, "env:NO_SUCH_WEBHOOK");
  check_usage({"run", echo, "--portal", "env:EMPTY_WEBHOOK"}, "env:EMPTY_WEBHOOK", {"EMPTY_WEBHOOK="});
  check_usage({"run", echo, "--portal", "file:" + dir.str() + "/none"}, dir.str() + "/none");
  check_usage({"run", echo, "--portal", "file:" + dir.str()}, dir.str());
  check_usage({"run", echo, "--portal", "file:" + dir.write("empty", "\n")}, dir.str() + "/empty");
  check_usage({"run", echo, "--portal", webhook(), "--token", "env:NO_SUCH_TOKEN"}, "env:NO_SUCH_TOKEN");
  // Found, and what is wrong is the address.
  check_usage({"run", echo, "--portal", "env:WEBHOOK"}, "loopback",
              {"WEBHOOK=" + webhook("http://acme.bitrix24.com")});
  check_usage(
      {"run", echo, "--portal", "file:" + dir.write("hook", webhook("http://acme.bitrix24.com") + "\n")},
      "loopback");
}

TEST_CASE("flags win over variables and variables count for their command alone") {
  const auto echo = example("echo");
  const std::string other = "LUABOT_PORTAL=" + webhook("http://other.example");
  check_usage({"run", echo, "--portal", webhook("http://acme.example")}, "acme.example", {other});
  check_usage({"call", "server.time", "--portal", webhook("http://acme.example")}, "acme.example", {other});
  check_usage({"run", echo}, "other.example", {other});
  check_usage({"run", echo, "--portal", webhook(), "--limit", "first"}, "first", {"LUABOT_LIMIT=second"});
  CHECK(result_of({"dev", echo}, {"LUABOT_LIMIT=wrong", other}).status == 0);
}

TEST_CASE("help and version end with status 0") {
  for (const char* flag : {"--help", "--version"}) {
    const auto result = result_of({flag});
    CHECK(result.status == 0);
    CHECK_FALSE(result.out.empty());
    CHECK(result.err.empty());
  }
}

TEST_CASE("secrets are blotted out of the command line that others can read") {
  const TempDir dir;
  const std::string at = "http://127.0.0.1:" + std::to_string(free_port());
  const std::string bot_token = "pl4ntedb0tt0ken";
  Child host({program(), "run", example("echo"), "--data", dir.str() + "/data", "--portal=" + webhook(at),
              "--token", bot_token});
  REQUIRE(host.wait_for("cannot be reached"));
  std::ifstream in("/proc/" + std::to_string(host.pid()) + "/cmdline", std::ios::binary);
  const std::string line{std::istreambuf_iterator<char>(in), {}};
  CHECK(line.find("run") != std::string::npos);
  CHECK(line.find(token) == std::string::npos);
  CHECK(line.find(bot_token) == std::string::npos);
  host.signal(SIGTERM);
  const auto result = host.wait();
  CHECK(result.status == 0);
  CHECK((result.out + result.err).find(token) == std::string::npos);
  CHECK((result.out + result.err).find(bot_token) == std::string::npos);
}
