// A worker that does what its events say, mischief included. Its scripts are a definition with more:
// "die_if" and "fail_if" name a file; if that is there, it is removed and the bundle does not load.
// The data of an event is {"do": [action…]}, where an action is
//   {"call": [service, method, params]}   waits for the answer
//   {"crash": true}                       ends the process with all that it has not written yet
//   {"fail": text}                        ends the run in an error
//   {"call_for": n}, {"done_for": n}      a message about the n-th run after this one
//   {"ready": true}                       says again that the bundle loaded
//   {"recorded_in": [n…]}                 fails the run unless the host counts so many recorded steps
// Like the real one it writes when all that it has read is handled.
#include <cstdio>
#include <map>
#include <string>

#include <nlohmann/json.hpp>
#include <sys/socket.h>
#include <unistd.h>

#include "runtime/wire/frame.h"
#include "runtime/wire/messages.h"

namespace {

using Json = nlohmann::json;
using namespace luabot;

struct Run {
  wire::Start start;
  Json actions;
  std::size_t next = 0;
  std::uint32_t step = 0;
};

class Worker {
 public:
  int serve() {
    std::string buffer(1U << 18U, '\0');
    for (;;) {
      const auto got = recv(3, buffer.data(), buffer.size(), 0);
      if (got <= 0) return 0;
      const auto fed = reader_.feed({buffer.data(), static_cast<std::size_t>(got)},
                                    [this](wire::Type type, std::string_view body) { handle(type, body); });
      if (!fed) return 1;
      std::string_view rest = out_;
      while (!rest.empty()) {
        const auto sent = send(3, rest.data(), rest.size(), MSG_NOSIGNAL);
        if (sent <= 0) return 1;
        rest.remove_prefix(static_cast<std::size_t>(sent));
      }
      out_.clear();
      if (failed_) return 1;
    }
  }

 private:
  void handle(wire::Type type, std::string_view body) {
    if (type == wire::Type::load) {
      load(*wire::Load::decode(body));
    } else if (type == wire::Type::start) {
      const auto start = *wire::Start::decode(body);
      if (runs_.contains(start.run)) _exit(6);
      Run& run = runs_[start.run];
      run = {start, Json::parse(start.event).value("do", Json::array())};
      go_on(run);
    } else if (type == wire::Type::answer) {
      const auto answer = *wire::Answer::decode(body);
      Run& run = runs_.at(answer.run);
      if (run.step++ != answer.step) _exit(4);
      go_on(run);
    }
  }

  void load(const wire::Load& load) {
    const Json script = Json::parse(load.files.at(0).source);
    if (std::remove(script.value("die_if", "/").c_str()) == 0) _exit(5);
    failed_ = std::remove(script.value("fail_if", "/").c_str()) == 0;
    if (failed_)
      wire::Failed{"main.lua:1: told to fail"}.encode(out_);
    else
      wire::Ready{script.dump()}.encode(out_);
  }

  void go_on(Run& run) {
    const auto id = run.start.run;
    while (run.next < run.actions.size()) {
      const Json& action = run.actions[run.next++];
      if (action.contains("crash")) _exit(3);
      if (action.contains("fail")) return end(id, false, action["fail"].get<std::string>());
      if (action.contains("recorded_in")) {
        bool found = false;
        for (const Json& count : action["recorded_in"]) found = found || count == run.start.recorded;
        if (!found) return end(id, false, "recorded " + std::to_string(run.start.recorded));
      } else if (action.contains("ready")) {
        wire::Ready{R"({"code":"echo"})"}.encode(out_);
      } else if (action.contains("call_for")) {
        wire::Call{id + action["call_for"].get<std::uint64_t>(), 0, "b24", "custom.foreign", "{}", {}, {}}
            .encode(out_);
      } else if (action.contains("done_for")) {
        wire::Done{id + action["done_for"].get<std::uint64_t>(), true, {}}.encode(out_);
      } else {
        const Json& call = action["call"];
        wire::Call{id, run.step, call[0], call[1], call[2].dump(), {}, "main.lua:1"}.encode(out_);
        return;
      }
    }
    end(id, true, {});
  }

  void end(wire::RunId id, bool ok, const std::string& error) {
    wire::Done{id, ok, error}.encode(out_);
    runs_.erase(id);
  }

  wire::FrameReader reader_;
  std::string out_;
  std::map<wire::RunId, Run> runs_;
  bool failed_ = false;
};

}  // namespace

int main() {
  return Worker().serve();
}
