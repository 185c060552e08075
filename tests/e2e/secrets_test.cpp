#include <algorithm>
#include <csignal>
#include <cstdint>
#include <filesystem>
#include <fstream>
#include <iterator>
#include <sstream>

#include <catch2/catch.hpp>
#include <unistd.h>

#include "tests/e2e/world.h"

using namespace luabot;
using namespace luabot::test;

namespace {

std::string content(const std::filesystem::path& file) {
  std::ifstream in(file, std::ios::binary);
  return {std::istreambuf_iterator<char>(in), {}};
}

/// All that a process has in its own memory.
std::string memory_of(const std::filesystem::path& proc) {
  std::ifstream maps(proc / "maps");
  std::ifstream memory(proc / "mem", std::ios::binary);
  std::string all;
  for (std::string line; std::getline(maps, line);) {
    std::istringstream fields(line);
    std::uintptr_t from = 0;
    std::uintptr_t to = 0;
    char dash = 0;
    std::string rights;
    fields >> std::hex >> from >> dash >> to >> rights;
    // AddressSanitizer reserves terabytes, in which there is nothing of the program's.
    if (!rights.starts_with("rw") || to - from > std::uintptr_t{1} << 30U) continue;
    std::string part(to - from, '\0');
    memory.clear();
    memory.seekg(static_cast<std::streamoff>(from));
    memory.read(part.data(), static_cast<std::streamsize>(part.size()));
    all.append(part, 0, static_cast<std::size_t>(std::max<std::streamsize>(0, memory.gcount())));
  }
  return all;
}

}  // namespace

TEST_CASE("scripts see none of the secrets") {
  auto options = World::unlimited();
  options.token = "pl4ntedw3bhook";
  World world(options);
  // Whatever a script can reach: what it is given, what calls answer, what errors say.
  const auto host = world.ready_host(world.script(R"(
    local function walk(value, seen)
      if type(value) ~= 'table' then return log.info(tostring(value)) end
      if seen[value] then return end
      seen[value] = true
      for k, v in pairs(value) do walk(k, seen) walk(v, seen) end
    end
    bot:on('message', function(msg)
      walk(msg, {}) walk(_G, {}) walk(package and package.loaded or {}, {})
      walk(b24.imbot.v2.Bot.list {}, {})
      walk({ pcall(b24.imbot.v2.Bot.update, { botId = 999, fields = {} }) }, {})
      walk({ pcall(b24.imbot.v2.Bot.update, { fields = { botToken = ('x'):rep(50) } }) }, {})
      walk({ pcall(b24.call, 'no.such.method', {}) }, {})
      walk({ pcall(b24.call, 'imbot.v2.Bot.get', { code = 't' }) }, {})
      msg:reply 'walked'
    end))"),
                                     {"-v"}, {"LUABOT_BOT_TOKEN=pl4ntedb0tToken"});
  world.say(100, "go");
  CHECK(world.wait_posted(1));
  stop(*host);
  // The walk has walked.
  CHECK(count_of(host->err(), "ERROR_METHOD_NOT_FOUND") + count_of(host->err(), "BOT_NOT_FOUND") > 0);
}

TEST_CASE("the process that runs scripts is told no secret") {
  auto options = World::unlimited();
  options.token = "pl4ntedw3bhook";
  World world(options);
  const auto host = world.ready_host(example("echo"), {}, {"LUABOT_BOT_TOKEN=pl4ntedb0tToken"});
  world.say(100, "go");
  REQUIRE(world.wait_posted(1));
  const auto worker = worker_of(host->pid());
  REQUIRE(worker != 0);
  const std::filesystem::path proc = "/proc/" + std::to_string(worker);
  CHECK(content(proc / "cmdline").find("luabot-worker") != std::string::npos);
  CHECK(content(proc / "cmdline").find("pl4nted") == std::string::npos);
  CHECK(content(proc / "environ").empty());
  // What it was sent and what it has kept of it. A worker's memory is for root's eyes alone.
  if (::geteuid() == 0) {
    const auto memory = memory_of(proc);
    CHECK(memory.find("You said: ") != std::string::npos);
    CHECK(memory.find("pl4nted") == std::string::npos);
  }
  stop(*host);
}

TEST_CASE("a crash of the host leaves no secret behind") {
  auto options = World::unlimited();
  options.token = "pl4ntedw3bhook";
  World world(options);
  const std::string cores = (world.dir().path() / "cores").string();
  std::filesystem::create_directory(cores);
  // As generous a shell as there is: what keeps the memory out of a dump is the program.
  Program host({"sh", "-c", "cd '" + cores + "' && ulimit -c unlimited 2>/dev/null; exec \"$@\"", "sh",
                program(), "run", example("echo"), "--data", world.data(), "--limit", "none"},
               {"LUABOT_PORTAL=" + world.url(), "LUABOT_BOT_TOKEN=pl4ntedb0tToken"});
  REQUIRE(host.wait_for("ready:"));
  const std::filesystem::path proc = "/proc/" + std::to_string(host.pid());
  CHECK(content(proc / "coredump_filter").find_first_not_of("0\n") == std::string::npos);
  const auto limits = content(proc / "limits");
  const auto line = limits.substr(limits.find("Max core file size"));
  CHECK(line.substr(0, line.find('\n')).find("unlimited") == std::string::npos);
  host.signal(SIGABRT);
  CHECK(host.wait().status == 128 + SIGABRT);
  for (const auto& file : std::filesystem::directory_iterator(cores)) {
    INFO(file.path());
    CHECK(content(file.path()).find("pl4nted") == std::string::npos);
  }
}
