#include <catch2/catch.hpp>

#include "tests/e2e/world.h"

using namespace luabot::test;

namespace {

constexpr const char* refused = "this kernel has no system call filters (seccomp), and a sandbox is required";
constexpr const char* warned = "this kernel has no system call filters (seccomp): scripts run without";

/// `luabot run ARGUMENTS` on a kernel that has no filters.
std::vector<std::string> unfiltered(std::vector<std::string> arguments) {
  arguments.insert(arguments.begin(), {LUABOT_WITHOUT_FILTERS, program(), "run"});
  return arguments;
}

void check_refused(const std::vector<std::string>& arguments, std::vector<std::string> environment,
                   const World& world) {
  environment.push_back("LUABOT_PORTAL=" + world.url());
  const auto result = run(unfiltered(arguments), {}, environment);
  CAPTURE(arguments, result.err);
  CHECK(result.status == 2);
  CHECK(count_of(result.err, refused) == 1);
  CHECK(result.err.find("ready") == std::string::npos);
}

}  // namespace

TEST_CASE("a host that requires a sandbox does not run where there is none") {
  const World world;
  const auto echo = example("echo");
  const auto config = world.dir().write("luabot.toml", "require_sandbox = true\n");
  check_refused({echo, "--data", world.data(), "--require-sandbox"}, {}, world);
  check_refused({echo, "--data", world.data()}, {"LUABOT_REQUIRE_SANDBOX=1"}, world);
  check_refused({echo, "--data", world.data(), "-c", config}, {}, world);
}

TEST_CASE("a host without a sandbox says so once and runs") {
  World world;
  const auto config = world.dir().write("luabot.toml", "require_sandbox = true\n");
  const auto tally = example("tally");
  // A flag wins over the file.
  Program host(unfiltered({example("echo"), tally, "--data", world.data(), "--limit", "none", "-c", config,
                           "--require-sandbox=false"}),
               {"LUABOT_PORTAL=" + world.url()});
  REQUIRE(host.wait_for("ready: echo"));
  REQUIRE(host.wait_for("ready: tally"));
  stop(host);
  CHECK(count_of(host.err(), warned) == 1);
}

TEST_CASE("a host with its sandbox says nothing of it") {
  World world;
  const auto host = world.ready_host(example("echo"), {"--require-sandbox"});
  world.say(100, "hello");
  CHECK(world.wait_posted(1));
  stop(*host);
  CHECK(host->err().find("system call") == std::string::npos);
}
