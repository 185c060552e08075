#include "tests/e2e/world.h"

#include <algorithm>
#include <cctype>
#include <csignal>
#include <filesystem>
#include <fstream>
#include <thread>

#include <catch2/catch.hpp>

namespace luabot::test {
namespace {

using Clock = std::chrono::steady_clock;

bool same_method(std::string_view a, std::string_view b) {
  return std::equal(a.begin(), a.end(), b.begin(), b.end(),
                    [](unsigned char x, unsigned char y) { return std::tolower(x) == std::tolower(y); });
}

int calls_of(const emulator::Portal& portal, const std::string& method) {
  const auto& records = portal.calls().records();
  return static_cast<int>(std::count_if(records.begin(), records.end(),
                                        [&](const auto& call) { return same_method(call.method, method); }));
}

}  // namespace

void stop(Program& host) {
  host.signal(SIGTERM);
  const auto result = host.wait();
  INFO(result.err);
  CHECK(result.status == 0);
}

std::string program() {
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

Program::~Program() {
  if (pid() <= 0) return;
  signal(SIGKILL);
  static_cast<void>(wait());
}

World::World(emulator::Options options, std::uint16_t port) {
  auto started = PortalThread::start(std::move(options), port);
  REQUIRE(started.ok());
  portal_ = std::move(*started);
  at_portal([posted = posted_](emulator::Portal& portal) {
    portal.on_message([posted](const emulator::Message&) { ++*posted; });
  });
}

World::~World() {
  for (const auto& token : at_portal([](emulator::Portal& portal) {
         std::vector<std::string> all{portal.options().token};
         for (const auto* bot : portal.bots()) all.push_back(bot->token);
         return all;
       }))
    plant(token);
}

std::unique_ptr<Program> World::start(std::vector<std::string> arguments,
                                      std::vector<std::string> environment) {
  arguments.insert(arguments.begin(), program());
  return std::make_unique<Program>(std::move(arguments), std::move(environment));
}

std::string World::script(const std::string& body) const {
  dir_.write(
      "bot/main.lua",
      "local luabot, b24, store, log = require 'luabot', require 'b24', require 'store', require 'log' "
      "local bot = luabot.bot { code = 't', properties = { name = 'Tester' } }\n" +
          body);
  return (dir_.path() / "bot").string();
}

std::unique_ptr<Program> World::host(const std::string& script, std::vector<std::string> more,
                                     std::vector<std::string> environment) const {
  std::vector<std::string> command{program(), "run", script, "--data", data(), "--limit", "none"};
  command.insert(command.end(), more.begin(), more.end());
  environment.push_back("LUABOT_PORTAL=" + url());
  return std::make_unique<Program>(command, std::move(environment));
}

std::unique_ptr<Program> World::ready_host(const std::string& script, std::vector<std::string> more,
                                           std::vector<std::string> environment) const {
  auto started = host(script, std::move(more), std::move(environment));
  const bool ready = started->wait_for("ready:");
  INFO(started->err());
  REQUIRE(ready);
  return started;
}

Child::Result World::run(std::vector<std::string> arguments, const std::string& input,
                         std::vector<std::string> environment) const {
  arguments.insert(arguments.begin(), program());
  environment.push_back("LUABOT_PORTAL=" + url());
  Program running(std::move(arguments), std::move(environment));
  running.write(input);
  return running.wait();
}

void World::faults(std::vector<emulator::FaultRule> rules) {
  REQUIRE(at_portal([&](emulator::Portal& portal) { return portal.faults().set(rules).ok(); }));
}

void World::push_event(const std::string& type, const std::string& data) {
  REQUIRE(at_portal([&](emulator::Portal& portal) {
    return portal.push_event(portal.bots().front()->id, type, data).ok();
  }));
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
  return at_portal([&](emulator::Portal& portal) { return calls_of(portal, method); });
}

bool World::wait_calls(const std::string& method, int count) {
  return wait([&](emulator::Portal& portal) { return calls_of(portal, method) >= count; });
}

bool World::wait(const std::function<bool(emulator::Portal&)>& is, std::chrono::seconds within) {
  const auto deadline = Clock::now() + within;
  while (Clock::now() < deadline) {
    if (at_portal(is)) return true;
    std::this_thread::sleep_for(std::chrono::milliseconds(2));
  }
  return false;
}

pid_t worker_of(pid_t host) {
  for (const auto& entry : std::filesystem::directory_iterator("/proc")) {
    std::ifstream in(entry.path() / "stat");
    int pid = 0;
    int parent = 0;
    std::string name;
    std::string state;
    if (in >> pid >> name >> state >> parent && parent == host && state != "Z") return pid;
  }
  return 0;
}

int count_of(const std::string& text, const std::string& part) {
  int count = 0;
  for (auto at = text.find(part); at != std::string::npos; at = text.find(part, at + part.size())) ++count;
  return count;
}

}  // namespace luabot::test
