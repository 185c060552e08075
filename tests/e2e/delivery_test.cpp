#include <csignal>
#include <random>
#include <thread>

#include <catch2/catch.hpp>

#include "tests/e2e/world.h"

using namespace luabot;
using namespace luabot::test;

namespace {

constexpr int users = 20;
constexpr int messages = 500;
constexpr std::int64_t first_user = 100;

std::string text_of(int number) {
  return "message " + std::to_string(number);
}

void say_all(World& world) {
  const auto to = std::to_string(world.bot());
  world.at_portal([&](emulator::Portal& portal) {
    for (int i = 0; i < messages; ++i) REQUIRE(portal.say(first_user + i % users, to, text_of(i)).ok());
  });
}

/// Each message answered, once, in the order of its dialog.
void check_answers(World& world) {
  for (int user = 0; user < users; ++user) {
    std::vector<std::string> expected;
    for (int i = user; i < messages; i += users) expected.push_back("You said: " + text_of(i));
    CHECK(world.answers(first_user + user) == expected);
  }
  CHECK(world.posted() == messages);
}

}  // namespace

TEST_CASE("500 messages from 20 users are each answered once and in order") {
  World world;
  const auto host = world.ready_host(example("echo"));
  say_all(world);
  CHECK(world.wait_posted(messages));
  stop(*host);
  check_answers(world);
}

TEST_CASE("500 messages are answered once although the host is killed five times") {
  World world;
  auto host = world.ready_host(example("echo"));
  world.faults({{.match = send_method,
                 .kinds = {"delay"},
                 .delay_ms = 20}});  // so that every kill finds runs under way
  say_all(world);
  std::mt19937 random(7);
  int answered_at_kill = 0;
  for (int kill = 0; kill < 5; ++kill) {
    std::this_thread::sleep_for(std::chrono::milliseconds(20 + random() % 100));
    host->signal(SIGKILL);
    CHECK(host->wait().status == 128 + SIGKILL);
    answered_at_kill = world.posted();
    host = world.ready_host(example("echo"));
  }
  CHECK(answered_at_kill < messages);  // or the kills came too late to mean anything
  CHECK(world.wait_posted(messages));
  stop(*host);
  check_answers(world);
}

TEST_CASE("500 messages are answered once although one in ten answers of the portal is faulty") {
  World world;
  world.faults({{.kinds = {"any"}, .one_in = 10, .seed = 11}});
  const auto host = world.ready_host(example("echo"));
  say_all(world);
  CHECK(world.wait_posted(messages, std::chrono::seconds(90)));
  stop(*host);
  check_answers(world);
}
