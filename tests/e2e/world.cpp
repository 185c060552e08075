#include "tests/e2e/world.h"

#include <algorithm>
#include <cctype>
#include <thread>

#include <catch2/catch.hpp>

namespace luabot::test {
namespace {

using Clock = std::chrono::steady_clock;

bool same_method(std::string_view a, std::string_view b) {
  return std::equal(a.begin(), a.end(), b.begin(), b.end(),
                    [](unsigned char x, unsigned char y) { return std::tolower(x) == std::tolower(y); });
}

}  // namespace

std::string luabot() {
  return LUABOT_PROGRAM;
}
std::string example(const std::string& name) {
  return std::string(LUABOT_SOURCE) + "/examples/" + name;
}

emulator::Options World::unlimited() {
  emulator::Options options;
  options.limit.on = false;
  return options;
}

World::World(emulator::Options options) {
  auto started = PortalThread::start(std::move(options), 0);
  REQUIRE(started.ok());
  portal_ = std::move(*started);
  at_portal([posted = posted_](emulator::Portal& portal) {
    portal.on_message([posted](const emulator::Message&) { ++*posted; });
  });
}

std::unique_ptr<Child> World::host(const std::string& script, std::vector<std::string> more) const {
  std::vector<std::string> command{luabot(), "run", script, "--data", data(), "--limit", "none"};
  command.insert(command.end(), more.begin(), more.end());
  return std::make_unique<Child>(command, std::vector<std::string>{"LUABOT_PORTAL=" + url()});
}

std::unique_ptr<Child> World::ready_host(const std::string& script, std::vector<std::string> more) const {
  auto started = host(script, std::move(more));
  INFO(started->err());
  REQUIRE(started->wait_for("ready:"));
  return started;
}

std::int64_t World::bot() {
  return at_portal([](emulator::Portal& portal) {
    const auto bots = portal.bots();
    return bots.empty() ? std::int64_t{0} : bots.front()->id;
  });
}

std::int64_t World::say(std::int64_t user, const std::string& text, const std::string& dialog) {
  const std::string to = dialog.empty() ? std::to_string(bot()) : dialog;
  return at_portal([&](emulator::Portal& portal) {
    const auto id = portal.say(user, to, text);
    return id ? *id : std::int64_t{0};
  });
}

std::vector<std::string> World::answers(std::int64_t user, const std::string& dialog) {
  const std::string in = dialog.empty() ? std::to_string(bot()) : dialog;
  return at_portal([&](emulator::Portal& portal) {
    std::vector<std::string> texts;
    const auto messages = portal.messages(user, in);
    if (!messages) return texts;
    for (const auto* message : *messages)
      if (portal.find_bot(message->author_id) != nullptr) texts.push_back(message->text);
    return texts;
  });
}

int World::posted() {
  return at_portal([this](emulator::Portal&) { return *posted_; });
}

bool World::wait_posted(int count, std::chrono::seconds within) {
  return wait([this, count](emulator::Portal&) { return *posted_ >= count; }, within);
}

int World::calls(const std::string& method) {
  return at_portal([&](emulator::Portal& portal) {
    const auto& records = portal.calls().records();
    return static_cast<int>(std::count_if(
        records.begin(), records.end(), [&](const auto& call) { return same_method(call.method, method); }));
  });
}

bool World::wait(const std::function<bool(emulator::Portal&)>& is, std::chrono::seconds within) {
  const auto deadline = Clock::now() + within;
  while (Clock::now() < deadline) {
    if (at_portal(is)) return true;
    std::this_thread::sleep_for(std::chrono::milliseconds(2));
  }
  return false;
}

}  // namespace luabot::test
