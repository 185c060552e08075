#include <csignal>
#include <map>
#include <mutex>
#include <thread>

#include <catch2/catch.hpp>

#include "tests/e2e/world.h"
#include "tests/support/raw_server.h"

using namespace luabot;
using namespace luabot::test;

namespace {

constexpr std::int64_t user = 100;
using Texts = std::vector<std::string>;

/// A portal that answers what the test says, by method; the last answer of a method stays.
class OddPortal {
 public:
  explicit OddPortal(std::map<std::string, Texts> answers) : answers_(std::move(answers)) {}

  [[nodiscard]] std::string url() const { return server_.url("/rest/1/oddtoken/"); }
  int calls(const std::string& method) {
    const std::lock_guard lock(mutex_);
    return calls_[method];
  }
  bool wait_calls(const std::string& method, int count) {
    for (int tries = 0; tries < 12000; ++tries) {
      if (calls(method) >= count) return true;
      std::this_thread::sleep_for(std::chrono::milliseconds(5));
    }
    return false;
  }
  /// The answers of a successful start, to be changed.
  static std::map<std::string, Texts> sound() {
    return {{"imbot.v2.Bot.register",
             {R"({"result":{"bot":{"id":7,"code":"echo","type":"bot","eventMode":"fetch"},"users":[]}})"}},
            {"imbot.v2.Event.get", {nothing}},
            {"imbot.v2.Chat.Message.send", {R"({"result":{"id":1}})"}}};
  }
  static constexpr const char* nothing = R"({"result":{"events":[],"nextOffset":0,"hasMore":false}})";

 private:
  void serve(Peer& peer) {
    for (auto request = peer.read_request(); !request.empty(); request = peer.read_request()) {
      const auto path = request.substr(0, request.find(' ', 5));
      auto method = path.substr(path.rfind('/') + 1);
      if (const auto dot = method.rfind(".json"); dot != std::string::npos) method.erase(dot);
      std::string body = R"({"error":"ERROR_METHOD_NOT_FOUND","error_description":"Method not found!"})";
      {
        const std::lock_guard lock(mutex_);
        const auto call = static_cast<std::size_t>(calls_[method]++);
        if (const auto& known = answers_[method]; !known.empty())
          body = known[std::min(call, known.size() - 1)];
      }
      const bool refused = body.find(R"("error")") != std::string::npos;
      if (!peer.answer(refused ? 404 : 200, body, "Content-Type: application/json\r\n")) return;
    }
  }

  std::mutex mutex_;
  std::map<std::string, Texts> answers_;
  std::map<std::string, int> calls_;
  RawServer server_{[this](Peer& peer) { serve(peer); }};
};

void stop_odd(Child& host) {
  host.signal(SIGTERM);
  const auto result = host.wait();
  INFO(result.err);
  CHECK(result.status == 0);
  CHECK((result.out + result.err).find("oddtoken") == std::string::npos);
}

Child odd_host(const OddPortal& portal, const TempDir& dir) {
  return Child({program(), "run", example("echo"), "--data", dir.str() + "/data", "--limit", "none"},
               {"LUABOT_PORTAL=" + portal.url()});
}

}  // namespace

TEST_CASE("a wrong webhook token is refused with a hint") {
  World world;
  const auto result =
      world.host(example("echo"), {"--portal", world.url().substr(0, world.url().size() - 3) + "/"})->wait();
  INFO(result.err);
  CHECK(result.status == 1);
  CHECK(result.err.find("NO_AUTH_FOUND") != std::string::npos);
  CHECK(result.err.find("webhook") != std::string::npos);
  CHECK(world.bot() == 0);
}

TEST_CASE("a portal that cannot be reached at the start is waited for") {
  const TempDir dir;
  auto options = World::unlimited();
  options.token = "t0kenofalaterportal";
  const auto port = free_port();
  const std::string url = "http://127.0.0.1:" + std::to_string(port) + "/rest/1/" + options.token + "/";
  Child host({program(), "run", example("echo"), "--data", dir.str() + "/data", "--limit", "none"},
             {"LUABOT_PORTAL=" + url});
  REQUIRE(host.wait_for("the portal cannot be reached"));
  CHECK(host.err().find("retried") != std::string::npos);
  World world(options, port);
  CHECK(host.wait_for("ready:", std::chrono::seconds(60)));
  world.say(user, "hi");
  CHECK(world.wait_posted(1));
  host.signal(SIGTERM);
  const auto result = host.wait();
  CHECK(result.status == 0);
  CHECK((result.out + result.err).find(options.token) == std::string::npos);
}

TEST_CASE("a portal that goes away for a while is told of once and nothing is lost") {
  World world;
  const auto host = world.ready_host(example("echo"));
  world.say(user, "before");
  CHECK(world.wait_posted(1));
  world.faults({{.kinds = {"reset_before"}}});
  for (int i = 0; i < 3; ++i) world.say(user, "during " + std::to_string(i));
  CHECK(host->wait_for("imbot.v2.Event.get"));
  CHECK(host->wait_for("retried"));
  world.faults({});
  CHECK(host->wait_for("works again"));
  CHECK(world.wait_posted(4));
  stop(*host);
  CHECK(world.answers(user) ==
        Texts{"You said: before", "You said: during 0", "You said: during 1", "You said: during 2"});
  CHECK(count_of(host->err(), "no complete answer came") <= 2);
}

TEST_CASE("whatever the portal does the tokens stay out of what is printed") {
  World world;
  const auto host = world.ready_host(
      world.script("bot:on('message', function(msg) msg:reply('ok') error(msg.text) end)"), {"-v"});
  for (const char* kind : {"503", "500", "expired_token", "html502", "html200", "truncated", "reset_after"}) {
    world.faults({{.match = "imbot.v2.Event.get", .kinds = {kind}, .times = 1},
                  {.match = send_method, .kinds = {kind}, .times = 1}});
    const int posted = world.posted();
    world.say(user, kind);
    CHECK(world.wait_posted(posted + 1));
  }
  world.faults({{.kinds = {"error"}, .times = 1, .code = "NO_AUTH_FOUND", .status = 401}});
  CHECK(host->wait_for("NO_AUTH_FOUND"));
  world.say(user, "last");
  CHECK(world.wait_posted(8));
  stop(*host);
}

TEST_CASE("answers of the wrong shape to the registration end with a clear error") {
  const auto said = [](const std::string& method, const std::string& answer) {
    auto answers = OddPortal::sound();
    answers[method] = {answer};
    OddPortal portal(answers);
    const TempDir dir;
    auto host = odd_host(portal, dir);
    auto result = host.wait();
    CAPTURE(answer, result.err);
    CHECK(result.status == 1);
    CHECK(result.err.find(method) != std::string::npos);
    CHECK(result.err.find("oddtoken") == std::string::npos);
    return result.err;
  };
  const std::string method = "imbot.v2.Bot.register";
  for (const char* answer : {R"({"result":[]})", R"({"result":true})", R"({"result":{"bot":[]}})",
                             R"({"result":{"bot":{"id":"x"}}})"})
    CHECK(said(method, answer).find("names no bot") != std::string::npos);
  CHECK(said(method, R"({"error":"insufficient_scope","error_description":"no"})").find("scope") !=
        std::string::npos);
}

TEST_CASE("a registration that says too little is enough") {
  auto answers = OddPortal::sound();
  answers["imbot.v2.Bot.register"] = {
      R"({"result":{"bot":{"id":7,"type":5,"eventMode":[]},"users":["x",5,{"id":7,"name":["y"]}]}})"};
  answers["imbot.v2.Bot.update"] = {R"({"result":[]})"};
  OddPortal portal(answers);
  const TempDir dir;
  auto host = odd_host(portal, dir);
  CHECK(host.wait_for("ready:"));
  stop_odd(host);
}

TEST_CASE("answers to polls that make no sense are told and polling goes on") {
  auto answers = OddPortal::sound();
  const std::string good = R"({"result":{"events":[{"eventId":5,"type":"ONIMBOTV2MESSAGEADD","data":)"
                           R"({"message":{"id":1,"text":"hi )"
                           "\xff"
                           R"("},"chat":{"id":3,"dialogId":"9"},"user":{"id":9}}}],"nextOffset":6}})";
  answers["imbot.v2.Event.get"] = {
      R"({"result":{"nextOffset":3}})",                                            // no list
      R"({"result":[]})",                                                          // PHP's empty map
      R"({"result":{"events":[{"eventId":"x"},5,null,{"eventId":2,"type":7}]}})",  // no events
      "<html>login</html>",                                                        // a page
      R"({"result":{"events":[{"eve)",                                             // cut off
      good,
      R"({"result":{"events":[],"nextOffset":6}})"};
  OddPortal portal(answers);
  const TempDir dir;
  auto host = odd_host(portal, dir);
  CHECK(portal.wait_calls(send_method, 1));
  CHECK(portal.wait_calls("imbot.v2.Event.get", 8));
  stop_odd(host);
  const auto log = host.err();
  INFO(log);
  CHECK(portal.calls(send_method) == 1);
  CHECK(log.find("an answer without a list of events") != std::string::npos);
  CHECK(log.find("has a wrong shape and is left out") != std::string::npos);
  CHECK(log.find("a web page came instead of an answer") != std::string::npos);
  CHECK(log.find("polling works again") != std::string::npos);
}

TEST_CASE("a page of events that is too large is fetched in smaller ones") {
  World world;
  const auto host =
      world.ready_host(world.script("bot:on('message', function(msg) msg:reply('size ' .. #msg.text) end)"));
  world.say(user, "x");
  CHECK(world.wait_posted(1));
  world.faults({{.match = "imbot.v2.Event.get", .kinds = {"503"}}});  // until all of them wait
  const std::string event = R"({"message":{"id":1,"text":")" + std::string(1 << 20, 'x') +
                            R"("},"chat":{"id":1,"dialogId":"100"},"user":{"id":100}})";
  constexpr int large = 70;  // together beyond the 64 MiB of one answer
  for (int i = 0; i < large; ++i) world.push_event("ONIMBOTV2MESSAGEADD", event);
  world.faults({});
  CHECK(world.wait_posted(1 + large, std::chrono::seconds(120)));
  stop(*host);
  CHECK(world.posted() == 1 + large);
}
