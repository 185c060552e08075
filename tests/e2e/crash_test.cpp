#include <csignal>
#include <fstream>
#include <thread>

#include <catch2/catch.hpp>

#include "tests/e2e/world.h"

using namespace luabot;
using namespace luabot::test;

namespace {

constexpr std::int64_t user = 100;
using Texts = std::vector<std::string>;

/// Waits until the host's log has the line that often.
bool wait_lines(const Program& host, const std::string& line, int times) {
  for (int tries = 0; tries < 12000; ++tries) {
    if (count_of(host.err(), line) >= times) return true;
    std::this_thread::sleep_for(std::chrono::milliseconds(5));
  }
  return false;
}

/// Time that the process has spent computing, in the kernel's ticks, mostly of 10 ms.
long ticks_of(pid_t pid) {
  std::ifstream in("/proc/" + std::to_string(pid) + "/stat");
  std::string field;
  for (int i = 1; i <= 13 && in >> field; ++i) {
  }
  long ticks = 0;
  in >> ticks;  // field 14, utime
  return ticks;
}

/// Waits until the worker has done nothing but compute for a while: it is in the endless loop.
bool wait_spinning(const Program& host) {
  constexpr long many = 30;
  const pid_t worker = worker_of(host.pid());
  const long before = ticks_of(worker);
  for (int tries = 0; tries < 6000; ++tries) {
    if (ticks_of(worker) - before >= many) return true;
    std::this_thread::sleep_for(std::chrono::milliseconds(10));
  }
  return false;
}

void kill_worker(const Program& host) {
  const pid_t worker = worker_of(host.pid());
  REQUIRE(worker > 0);
  kill(worker, SIGKILL);
}

}  // namespace

TEST_CASE("a killed worker is replaced and its run answers once") {
  World world;
  const auto host = world.ready_host(world.script(R"(
bot:on("message", function(msg)
  msg:reply("first")
  msg:reply("second")
end))"));
  // The answer to the second send is held back, so that the worker waits in the middle of the run.
  world.faults({{.match = send_method, .kinds = {"delay"}, .times = 1, .delay_ms = 0},
                {.match = send_method, .kinds = {"503"}}});
  world.say(user, "hi");
  CHECK(world.wait_calls(send_method, 2));
  const pid_t before = worker_of(host->pid());
  kill_worker(*host);
  CHECK(host->wait_for("a new worker has taken over"));
  CHECK(worker_of(host->pid()) != before);
  world.faults({});
  CHECK(world.wait_posted(2));
  stop(*host);
  CHECK(world.answers(user) == Texts{"first", "second"});
  CHECK(world.posted() == 2);
}

TEST_CASE("a worker in an endless loop ends with its host") {
  World world;
  const auto host = world.ready_host(world.script(R"(
bot:on("message", function() while true do end end))"));
  world.say(user, "hi");
  REQUIRE(wait_spinning(*host));
  const pid_t worker = worker_of(host->pid());
  host->signal(SIGKILL);
  CHECK(host->wait().status == 128 + SIGKILL);
  const long at_end = ticks_of(worker);
  std::this_thread::sleep_for(std::chrono::milliseconds(300));
  CHECK(ticks_of(worker) <= at_end + 1);  // gone, or waiting to be buried
}

TEST_CASE("a run during which the worker dies three times is given up and the others go on") {
  World world;
  const auto host = world.ready_host(world.script(R"(
bot:on("message", function(msg)
  if msg.text == "spin" then
    msg:reply("spinning")
    while true do end
  end
  msg:reply("fine")
end))"));
  world.say(user, "spin");
  CHECK(world.wait_posted(1));
  // These wait behind the endless loop and may not be blamed for its ends.
  world.say(user, "behind it");
  for (int other = 1; other <= 8; ++other) world.say(user + other, "hi");
  CHECK(world.wait([](emulator::Portal& portal) { return portal.bots().front()->events.empty(); }));
  for (int kill = 1; kill <= 3; ++kill) {
    REQUIRE(wait_spinning(*host));
    kill_worker(*host);
    CHECK(wait_lines(*host, "a new worker has taken over", kill));
  }
  CHECK(host->wait_for("the worker died 3 times during this run"));
  CHECK(world.wait_posted(10));
  stop(*host);
  CHECK(world.answers(user) == Texts{"spinning", "fine"});
  for (int other = 1; other <= 8; ++other) CHECK(world.answers(user + other) == Texts{"fine"});
  CHECK(count_of(host->err(), "during this run") == 1);
}

TEST_CASE("a run that began on old scripts ends on them after a restart with new ones") {
  World world;
  const std::string body = R"(
bot:on("message", function(msg)
  msg:reply("first of VERSION")
  msg:reply("second of VERSION")
end))";
  const auto version = [&](const std::string& name) {
    auto text = body;
    for (auto at = text.find("VERSION"); at != std::string::npos; at = text.find("VERSION"))
      text.replace(at, 7, name);
    return world.script(text);
  };
  auto host = world.ready_host(version("old"));
  world.faults({{.match = send_method, .kinds = {"delay"}, .times = 1, .delay_ms = 0},
                {.match = send_method, .kinds = {"503"}}});
  world.say(user, "one");
  // The second send goes out when the record of the first is committed.
  CHECK(world.wait_calls(send_method, 2));
  host->signal(SIGKILL);
  CHECK(host->wait().status == 128 + SIGKILL);
  CHECK(world.posted() == 1);
  world.faults({});

  host = world.ready_host(version("new"));
  world.say(user, "two");
  CHECK(world.wait_posted(4));
  stop(*host);
  CHECK(world.answers(user) == Texts{"first of old", "second of old", "first of new", "second of new"});
  CHECK(world.posted() == 4);
}
