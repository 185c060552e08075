#include <algorithm>
#include <csignal>

#include <catch2/catch.hpp>

#include "tests/e2e/world.h"

using namespace luabot;
using namespace luabot::test;

namespace {

constexpr std::int64_t user = 100;
using Texts = std::vector<std::string>;

}  // namespace

TEST_CASE("SIGTERM lets a running handler finish and leaves waiting events for the next start") {
  World world;
  auto host = world.ready_host(example("echo"));
  world.faults({{.match = send_method, .kinds = {"delay"}, .delay_ms = 1000}});
  world.say(user, "one");
  world.say(user, "two");
  CHECK(world.wait_calls(send_method, 1));
  stop(*host);
  CHECK(host->err().find("did not end in time") == std::string::npos);
  CHECK(world.answers(user) == Texts{"You said: one"});
  CHECK(world.posted() == 1);

  world.faults({});
  world.say(user, "three");
  host = world.ready_host(example("echo"));
  CHECK(world.wait_posted(3));
  stop(*host);
  CHECK(world.answers(user) == Texts{"You said: one", "You said: two", "You said: three"});
  CHECK(world.posted() == 3);
}

TEST_CASE("an event that is pushed while running handlers finish is taken and handled at the next start") {
  World world;
  const auto at = "127.0.0.1:" + std::to_string(free_port());
  const Texts flags = {"--events", "webhook", "--listen", at, "--public-url", "http://" + at};
  auto host = world.ready_host(example("echo"), flags);
  REQUIRE(world.wait_calls("imbot.v2.Event.get", 1));  // the bot has started
  world.faults({{.match = send_method, .kinds = {"delay"}, .delay_ms = 1000}});
  world.say(user, "one");
  REQUIRE(world.wait_calls(send_method, 1));
  host->signal(SIGTERM);
  REQUIRE(host->wait_for("stopping: running handlers finish first"));
  world.say(user, "two");
  CHECK(host->wait().status == 0);
  CHECK(world.wait(
      [](emulator::Portal& portal) {
        const auto& all = portal.pushes();
        return std::all_of(all.begin(), all.end(), [](const auto& push) { return push.status == 200; });
      },
      std::chrono::seconds(5)));
  world.faults({});
  host = world.ready_host(example("echo"), flags);
  CHECK(world.wait_posted(2, std::chrono::seconds(10)));
  stop(*host);
  CHECK(world.answers(user) == Texts{"You said: one", "You said: two"});
}

TEST_CASE("a second SIGTERM ends at once and the next start finishes the run") {
  World world;
  auto host = world.ready_host(example("echo"));
  // The message is written, and its answer does not come.
  world.faults({{.match = send_method, .kinds = {"delay_after"}, .times = 1, .delay_ms = 600'000}});
  world.say(user, "one");
  CHECK(world.wait_posted(1));
  host->signal(SIGTERM);
  CHECK(host->wait_for("stopping: running handlers finish first"));
  host->signal(SIGTERM);
  const auto result = host->wait();
  CHECK(result.status == 0);
  CHECK(result.err.find("stopping at once") != std::string::npos);
  CHECK(result.err.find("did not end in time") == std::string::npos);

  host = world.ready_host(example("echo"));
  world.say(user, "two");
  CHECK(world.wait_posted(2));
  stop(*host);
  CHECK(world.answers(user) == Texts{"You said: one", "You said: two"});
  CHECK(world.posted() == 2);
}

TEST_CASE("SIGINT stops like SIGTERM") {
  World world;
  const auto host = world.ready_host(example("echo"));
  host->signal(SIGINT);
  CHECK(host->wait().status == 0);
}
