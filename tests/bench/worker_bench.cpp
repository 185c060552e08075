// What an echo event costs in the worker, and what an idle worker weighs: build/bench_worker [events]
#include <cstdio>
#include <cstdlib>
#include <ctime>
#include <fstream>
#include <string>

#include "tests/support/worker_process.h"

namespace wire = luabot::wire;
using luabot::test::WorkerProcess;

namespace {

/// An event of the size that portals send, 1.2 kB.
const std::string event =
    R"({"bot":{"id":456,"code":"support_bot","type":"bot","isHidden":false,"isSupportOpenline":false,
"isReactionsEnabled":true,"backgroundId":null,"language":"en","moduleId":"rest","eventMode":"fetch","countMessage":150,
"countCommand":3,"countChat":12,"countUser":45},"message":{"id":789,"chatId":5,"authorId":1,
"date":"2025-01-15T10:30:00+02:00","text":"Hello bot!","isSystem":false,"uuid":"","forward":null,"params":{},
"viewedByOthers":false},"chat":{"id":5,"dialogId":"chat5","type":"chat","name":"Support Chat","entityType":"","owner":1,
"avatar":"","color":"#ab7761"},"user":{"id":1,"active":true,"name":"John Smith","firstName":"John","lastName":"Smith",
"workPosition":"Developer","color":"#df532d","avatar":"","gender":"M","birthday":"","extranet":false,"bot":false,
"connector":false,"externalAuthId":"default","status":"online","idle":false,
"lastActivityDate":"2025-01-15T10:29:00+02:00","absent":false,"departments":[1],"phones":false,"type":"employee"},
"language":"en"})";

constexpr const char* script = R"(local luabot, ui = require "luabot", require "ui"
local bot = luabot.bot { code = "echo", properties = { name = "Echo" } }
bot:on("message", function(msg) msg:reply("You said: " .. ui.escape(msg.text)) end))";

double cpu_seconds(pid_t pid) {
  clockid_t clock = 0;
  timespec time{};
  if (::clock_getcpuclockid(pid, &clock) != 0 || ::clock_gettime(clock, &time) != 0) return 0;
  return static_cast<double>(time.tv_sec) + static_cast<double>(time.tv_nsec) / 1e9;
}

void print_memory(const char* when, pid_t pid) {
  std::ifstream in("/proc/" + std::to_string(pid) + "/smaps_rollup");
  std::string line, picked;
  while (std::getline(in, line))
    if (line.rfind("Rss:", 0) == 0 || line.rfind("Pss:", 0) == 0 || line.rfind("Private_Dirty:", 0) == 0)
      picked += "  " + line;
  std::printf("memory %s:%s\n", when, picked.c_str());
}

double wall_seconds() {
  timespec time{};
  ::clock_gettime(CLOCK_MONOTONIC, &time);
  return static_cast<double>(time.tv_sec) + static_cast<double>(time.tv_nsec) / 1e9;
}

}  // namespace

int main(int argc, char** argv) {
  const int events = argc > 1 ? std::atoi(argv[1]) : 200'000;
  constexpr int window = 64;
  const double born = wall_seconds();
  WorkerProcess worker;
  worker.load(script);
  std::printf("start to ready: %.1f ms\n", (wall_seconds() - born) * 1e3);
  print_memory("idle", worker.pid());

  const double cpu = cpu_seconds(worker.pid()), wall = wall_seconds();
  int begun = 0, done = 0;
  std::string batch;
  while (done < events) {
    while (begun < events && begun - done < window) {
      ++begun;
      wire::Start{static_cast<wire::RunId>(begun), 1'700'000'000'000, 1, 0, "ONIMBOTV2MESSAGEADD", event}
          .encode(batch);
    }
    worker.send_bytes(batch);
    batch.clear();
    do {
      const auto frame = worker.next();
      if (frame.type == wire::Type::done) {
        ++done;
        continue;
      }
      const auto call = frame.as<wire::Call>();
      wire::Answer{call.run, call.step, 1'700'000'000'001, true, R"({"id":790,"uuidMap":{}})"}.encode(batch);
    } while (worker.has_frame());
  }
  std::printf("%d echo events: %.1f us of the worker's CPU each, %.0f events/s with this host\n", events,
              (cpu_seconds(worker.pid()) - cpu) * 1e6 / events, events / (wall_seconds() - wall));
  print_memory("after", worker.pid());
}
