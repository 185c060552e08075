#include "tests/runtime/worker/escape/escape.h"

#include <csignal>
#include <filesystem>
#include <fstream>
#include <iterator>
#include <map>
#include <optional>
#include <set>
#include <vector>

#include <catch2/catch.hpp>
#include <lua.hpp>

#include "tests/support/temp_dir.h"
#include "tests/support/worker_process.h"

namespace luabot::test {
namespace {

namespace fs = std::filesystem;

constexpr const char* secret = "SECRET-2718281828";
constexpr std::int64_t now = 1'700'000'000'000;

std::string content(const fs::path& path) {
  std::ifstream in(path, std::ios::binary);
  return {std::istreambuf_iterator<char>(in), {}};
}

std::string source(const std::string& name) {
  auto text = content(fs::path(LUABOT_ESCAPE_DIR) / name);
  REQUIRE_FALSE(text.empty());
  return text;
}

/// A dump of "return 42", as this version of LuaJIT loads it where it may.
std::string bytecode() {
  lua_State* lua = luaL_newstate();
  std::string bytes;
  REQUIRE(luaL_loadstring(lua, "return 42") == 0);
  lua_dump(
      lua,
      [](lua_State*, const void* data, std::size_t size, void* to) {
        static_cast<std::string*>(to)->append(static_cast<const char*>(data), size);
        return 0;
      },
      &bytes);
  lua_close(lua);
  REQUIRE(bytes.rfind("\x1bLJ", 0) == 0);
  return bytes;
}

std::string literal(const std::string& bytes) {
  std::string text = "\"";
  for (const unsigned char c : bytes) {
    const auto digits = std::to_string(static_cast<int>(c));
    text += "\\" + std::string(3 - digits.size(), '0') + digits;
  }
  return text + "\"";
}

/// One worker and the attack in it.
class Scene {
 public:
  explicit Scene(const std::string& name)
      : secret_(dir_.write("secret.lua", secret)), victim_(dir_.write("victim", "here")) {
    const std::string code = bytecode();
    const std::string paths = "return { secret = " + literal(secret_) + ", victim = " + literal(victim_) +
                              ", target = " + literal(target()) + ", bytecode = " + literal(code) + " }";
    worker_.load({{"main.lua", source("main.lua")},
                  {"gift.lua", source("gift.lua")},
                  {"paths.lua", paths},
                  {"evil.lua", code},
                  {"attack.lua", source("scripts/" + name)}});
  }

  /// False if the worker has gone.
  bool run(int phase) {
    try {
      if (!done_.contains(phase)) worker_.send(start(phase));
      while (!done_.contains(phase)) take(worker_.next());
    } catch (const std::runtime_error& gone) {
      said_.emplace_back(gone.what());
      stuck_ = std::string_view(gone.what()) == "no frame from the worker";
      return false;
    }
    return true;
  }

  [[nodiscard]] const wire::Done& done(int phase) const { return done_.at(phase); }
  [[nodiscard]] const std::vector<std::string>& said() const { return said_; }
  [[nodiscard]] std::string target() const { return (dir_.path() / "target").string(); }
  [[nodiscard]] bool untouched() const {
    return !fs::exists(target()) && content(victim_) == "here" && content(secret_) == secret;
  }
  int finish() {
    if (stuck_) ::kill(worker_.pid(), SIGKILL);
    return worker_.finish();
  }

 private:
  static wire::Start start(int phase) {
    wire::Start start;
    start.run = static_cast<wire::RunId>(phase);
    start.wall_ms = now;
    start.seed = 7;
    start.type = "ONIMBOTV2MESSAGEADD";
    start.event = R"({"message":{"id":1,"text":")" + std::to_string(phase) +
                  R"("},"chat":{"id":5,"dialogId":"chat5"},"user":{"id":1}})";
    return start;
  }

  void answer(const wire::Call& call) {
    worker_.send(wire::Answer{call.run, call.step, now, true, R"({"id":)" + std::to_string(call.step) + "}"});
  }

  void take(const WorkerProcess::Frame& frame) {
    said_.push_back(frame.body);
    if (frame.type == wire::Type::done) {
      const auto done = frame.as<wire::Done>();
      done_[static_cast<int>(done.run)] = done;
      if (done.run == 2 && waiting_) answer(*std::exchange(waiting_, std::nullopt));
    } else if (frame.type == wire::Type::call) {
      const auto call = frame.as<wire::Call>();
      // The first run waits until the second is through.
      if (call.op != "test.wait") return answer(call);
      waiting_ = call;
      worker_.send(start(2));
    }
  }

  TempDir dir_;
  std::string secret_;
  std::string victim_;
  WorkerProcess worker_;
  std::vector<std::string> said_;
  std::map<int, wire::Done> done_;
  std::optional<wire::Call> waiting_;
  bool stuck_ = false;
};

bool said(const Scene& scene, const std::string& what) {
  for (const auto& frame : scene.said())
    if (frame.find(what) != std::string::npos) return true;
  return false;
}

std::string all_of(const Scene& scene) {
  std::string text;
  for (const auto& frame : scene.said()) text += frame.substr(0, 300) + "\n";
  return text;
}

}  // namespace

void contained(const std::string& name) {
  const bool may_crash = source("scripts/" + name).find("\n-- May crash.\n") != std::string::npos;
  Scene scene(name);
  const bool alive = scene.run(1) && scene.run(2) && scene.run(3);
  const int status = scene.finish();
  INFO(all_of(scene));
  INFO("ended with " << status);
  CHECK_FALSE(said(scene, "ESCAPED"));
  CHECK_FALSE(said(scene, "BROKEN"));
  CHECK_FALSE(said(scene, secret));
  CHECK(scene.untouched());
  if (!alive && may_crash) {
#ifdef LUABOT_LENIENT_WORKER
    constexpr int reported = 1;  // AddressSanitizer tells of the crash and exits
#else
    constexpr int reported = -SIGSEGV;
#endif
    static const std::set<int> crashes{reported, -SIGSEGV, -SIGBUS, -SIGABRT, -SIGILL, -SIGFPE, -SIGSYS};
    CHECK(crashes.contains(status));
    return;
  }
  REQUIRE(alive);
  CHECK(scene.done(3).ok);
  CHECK(said(scene, R"({"a":[1,2],"b":2,"text":"A-C"})"));
  CHECK(said(scene, "worked "));
  CHECK(status == 0);
}

}  // namespace luabot::test
