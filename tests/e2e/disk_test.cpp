#include <csignal>
#include <filesystem>
#include <fstream>

#include <catch2/catch.hpp>
#include <sys/resource.h>
#include <sys/stat.h>

#include "tests/e2e/world.h"

using namespace luabot;
using namespace luabot::test;

namespace {

constexpr std::int64_t user = 100;

/// The program's files take nothing more, as on a full disk.
void fill_disk(const Program& host, bool full) {
  rlimit limit{};
  REQUIRE(prlimit(host.pid(), RLIMIT_FSIZE, nullptr, &limit) == 0);
  limit.rlim_cur = full ? 1 : limit.rlim_max;
  REQUIRE(prlimit(host.pid(), RLIMIT_FSIZE, &limit, nullptr) == 0);
}

std::size_t unconfirmed(World& world) {
  return world.at_portal([](emulator::Portal& portal) { return portal.bots().front()->events.size(); });
}

void check_answered_once(World& world, int users) {
  for (int i = 0; i < users; ++i) CHECK(world.answers(user + i) == std::vector<std::string>{"You said: hi"});
  CHECK(world.posted() == users);
}

}  // namespace

TEST_CASE("a full disk stops the confirming and work goes on when there is space") {
  World world;
  const auto host = world.ready_host(example("echo"));
  world.say(user, "hi");
  CHECK(world.wait_posted(1));
  CHECK(world.wait([](emulator::Portal& portal) { return portal.bots().front()->events.empty(); }));
  fill_disk(*host, true);
  world.say(user + 1, "hi");
  CHECK(host->wait_for("nothing can be written, so no event is confirmed"));
  CHECK(host->wait_for("journal.db"));
  const auto polls = world.calls("imbot.v2.Event.get");
  world.say(user + 2, "hi");
  CHECK(unconfirmed(world) == 4);  // of each of the two that the bot was met, and the message
  CHECK(world.posted() == 1);
  CHECK(world.calls("imbot.v2.Event.get") == polls);
  fill_disk(*host, false);
  CHECK(host->wait_for("writing works again"));
  CHECK(world.wait_posted(3));
  stop(*host);
  check_answered_once(world, 3);
}

TEST_CASE("a host that is killed while its disk is full has lost nothing") {
  constexpr int users = 30;
  World world;
  auto host = world.ready_host(example("echo"));
  world.faults({{.match = send_method, .kinds = {"delay"}, .delay_ms = 30}});
  for (int i = 0; i < users; ++i) world.say(user + i, "hi");
  CHECK(world.wait_posted(1));
  fill_disk(*host, true);
  world.say(user + users, "hi");
  CHECK(host->wait_for("nothing can be written, so no event is confirmed"));
  host->signal(SIGKILL);
  CHECK(host->wait().status == 128 + SIGKILL);
  CHECK(unconfirmed(world) >= 1);
  host = world.ready_host(example("echo"));
  CHECK(world.wait_posted(users + 1));
  stop(*host);
  check_answered_once(world, users + 1);
}

#ifndef __SANITIZE_THREAD__  // whose runtime writes a file before main(), and dies of the limit
TEST_CASE("a disk that is full at the start is told") {
  World world;
  const auto script =
      "ulimit -f 0; exec " + program() + " run " + example("echo") + " --data " + world.data();
  const auto result = run({"bash", "-c", script}, {}, {"LUABOT_PORTAL=" + world.url()});
  INFO(result.err);
  CHECK(result.status == 1);
  CHECK(result.err.find(world.data()) != std::string::npos);
  CHECK(result.err.find(world.url()) == std::string::npos);
  CHECK(world.bot() == 0);
  const auto host = world.ready_host(example("echo"));
  stop(*host);
}
#endif

TEST_CASE("a damaged journal is refused by name") {
  World world;
  std::string text;
  for (int i = 0; i < 2000; ++i) text += "this is no journal";
  const auto file = world.dir().write("data/journal.db", text);
  const auto host = world.host(example("echo"));
  const auto result = host->wait();
  INFO(result.err);
  CHECK(result.status == 1);
  CHECK(result.err.find(file) != std::string::npos);
  CHECK(std::filesystem::file_size(file) == text.size());
}

TEST_CASE("a second host on the same data directory is refused and told who holds it") {
  World world;
  const auto first = world.ready_host(example("echo"));
  const auto second = world.host(example("coffee"));
  const auto result = second->wait();
  INFO(result.err);
  CHECK(result.status == 1);
  CHECK(result.err.find("pid " + std::to_string(first->pid())) != std::string::npos);
  CHECK(result.err.find(world.data()) != std::string::npos);
  world.say(user, "hi");
  CHECK(world.wait_posted(1));
  stop(*first);
}

TEST_CASE("the data directory is its owner's alone") {
  World world;
  const auto host = world.ready_host(example("echo"));
  struct stat is {};
  REQUIRE(stat(world.data().c_str(), &is) == 0);
  CHECK((is.st_mode & 0777U) == 0700U);
  stop(*host);
}
