// How the host asks for events, as the portal's records show it.
#include <algorithm>
#include <csignal>
#include <map>
#include <set>

#include <catch2/catch.hpp>
#include <nlohmann/json.hpp>
#include <sys/resource.h>

#include "tests/e2e/world.h"

using namespace luabot;
using namespace luabot::test;

namespace {

constexpr std::int64_t user = 100;
constexpr const char* poll_method = "imbot.v2.Event.get";

/// A number that a batch says as a text; 0 when there is none.
std::int64_t number(const emulator::CallRecord& call, const char* name) {
  if (!call.params || !call.params->contains(name)) return 0;
  const auto& value = call.params->at(name);
  return value.is_string() ? std::stoll(value.get<std::string>()) : value.get<std::int64_t>();
}

/// The `offset` of each poll so far, 0 where there was none.
std::vector<std::int64_t> offsets(World& world) {
  return world.at_portal([](emulator::Portal& portal) {
    std::vector<std::int64_t> out;
    for (const auto& call : portal.calls().records())
      if (call.method == poll_method) out.push_back(number(call, "offset"));
    return out;
  });
}

struct Seen {
  std::size_t most = 0;  // bots that were asked for in one batch
  int mixed = 0;         // batches that asked for events among other calls
  int refused = 0;
};

Seen seen_of(World& world) {
  return world.at_portal([](emulator::Portal& portal) {
    Seen seen;
    std::map<std::int64_t, std::set<std::int64_t>> asked;  // bots by batch
    std::set<std::int64_t> others;
    for (const auto& call : portal.calls().records()) {
      if (call.status == 503) ++seen.refused;
      if (call.batch == 0) continue;
      if (call.method == poll_method)
        asked[call.batch].insert(number(call, "botId"));
      else
        others.insert(call.batch);
    }
    for (const auto& [batch, of] : asked) {
      seen.most = std::max(seen.most, of.size());
      seen.mixed += others.contains(batch) ? 1 : 0;
    }
    return seen;
  });
}

std::vector<std::int64_t> waiting(World& world) {
  return world.at_portal([](emulator::Portal& portal) {
    std::vector<std::int64_t> ids;
    for (const auto& event : portal.bots().front()->events) ids.push_back(event.id);
    return ids;
  });
}

std::string bot(const World& world, const std::string& code) {
  return world.dir().write(
      code + "/main.lua",
      "local bot = require('luabot').bot { code = '" + code + "', properties = { name = '" + code +
          "' } }\nbot:on('message', function(msg) msg:reply('I heard ' .. msg.text) end)");
}

/// `luabot run` with a luabot.toml that has these bots.
std::unique_ptr<Program> host(const World& world, const std::string& limit, const std::string& bots) {
  const auto config = world.dir().write(
      "luabot.toml",
      "data = 'data'\n[[portal]]\nname = 'acme'\nurl = 'env:HOOK'\nlimit = '" + limit + "'\n" + bots);
  return World::start({"run", "-c", config}, {"HOOK=" + world.url()});
}

}  // namespace

TEST_CASE("polls of several bots arrive in one batch, without answers, and none is refused") {
  constexpr int bots = 8;
  World world{emulator::Options{}};  // with the documented limit
  std::string sections;
  for (int i = 0; i < bots; ++i) {
    static_cast<void>(bot(world, "b" + std::to_string(i)));
    sections += "[[bot]]\nscript = 'b" + std::to_string(i) + "'\npoll = { min = '300ms', max = '600ms' }\n";
  }
  const auto running = host(world, "standard", sections);
  for (int i = 0; i < bots; ++i) REQUIRE(running->wait_for("ready: b" + std::to_string(i) + " is bot"));
  const auto ids = world.at_portal([](emulator::Portal& portal) {
    std::vector<std::int64_t> out;
    for (const auto* one : portal.bots()) out.push_back(one->id);
    return out;
  });
  REQUIRE(ids.size() == bots);
  for (const auto id : ids) world.say(user, "you", std::to_string(id));
  REQUIRE(world.wait_posted(bots));
  const int polls = world.calls(poll_method);
  REQUIRE(world.wait_calls(poll_method, polls + 3 * bots));
  stop(*running);
  for (const auto id : ids)
    CHECK(world.answers(user, std::to_string(id)) == std::vector<std::string>{"I heard you"});
  const auto seen = seen_of(world);
  CHECK(seen.most == bots);
  CHECK(seen.mixed == 0);
  CHECK(seen.refused == 0);
}

TEST_CASE("a host that was killed goes on from the offset that it had committed") {
  World world;
  static_cast<void>(bot(world, "one"));
  // One poll for each start: the next is an hour away.
  const std::string section = "[[bot]]\nscript = 'one'\npoll = { min = '1h', max = '1h' }\n";
  auto running = host(world, "none", section);
  REQUIRE(running->wait_for("ready: one is bot"));
  REQUIRE(world.wait_calls(poll_method, 1));
  stop(*running);
  world.say(user, "the first");
  running = host(world, "none", section);
  REQUIRE(world.wait_posted(1));
  running->signal(SIGKILL);
  CHECK(running->wait().status == 128 + SIGKILL);
  const auto unconfirmed = waiting(world);
  REQUIRE_FALSE(unconfirmed.empty());
  const auto before = offsets(world).size();

  world.say(user, "the second");
  running = host(world, "none", section);
  REQUIRE(world.wait_posted(2));
  stop(*running);
  const auto all = offsets(world);
  REQUIRE(all.size() > before);
  CHECK(all[before] == unconfirmed.back() + 1);
  CHECK(world.answers(user) == std::vector<std::string>{"I heard the first", "I heard the second"});
  CHECK(world.posted() == 2);
}

TEST_CASE("a host that was killed before the commit asks for the same events again") {
  World world;
  static_cast<void>(bot(world, "one"));
  const std::string section = "[[bot]]\nscript = 'one'\n";
  auto running = host(world, "none", section);
  REQUIRE(running->wait_for("ready: one is bot"));
  world.say(user, "the first");
  REQUIRE(world.wait_posted(1));
  REQUIRE(world.wait([](emulator::Portal& portal) { return portal.bots().front()->events.empty(); }));
  // Its files take nothing more, as on a full disk, so that nothing is committed.
  rlimit limit{};
  REQUIRE(prlimit(running->pid(), RLIMIT_FSIZE, nullptr, &limit) == 0);
  limit.rlim_cur = 1;
  REQUIRE(prlimit(running->pid(), RLIMIT_FSIZE, &limit, nullptr) == 0);
  world.say(user, "the second");
  REQUIRE(running->wait_for("nothing can be written, so no event is confirmed"));
  running->signal(SIGKILL);
  CHECK(running->wait().status == 128 + SIGKILL);
  const auto fetched = waiting(world);
  REQUIRE_FALSE(fetched.empty());
  const auto before = offsets(world);
  CHECK(before.back() <= fetched.front());

  running = host(world, "none", section);
  REQUIRE(world.wait_posted(2));
  stop(*running);
  const auto all = offsets(world);
  REQUIRE(all.size() > before.size());
  CHECK(all[before.size()] == before.back());
  CHECK(all[before.size()] > 0);
  CHECK(world.answers(user) == std::vector<std::string>{"I heard the first", "I heard the second"});
  CHECK(world.posted() == 2);
}

TEST_CASE("the bounds of polling may be given on the command line") {
  World world;
  const auto script = bot(world, "one");
  const auto running = world.ready_host(script, {"--poll", "1h:1h"});
  REQUIRE(world.wait_calls(poll_method, 1));
  world.say(user, "you");
  // By itself it would ask once a second.
  CHECK_FALSE(world.wait_posted(1, std::chrono::seconds(3)));
  CHECK(world.calls(poll_method) == 1);
  stop(*running);
}
