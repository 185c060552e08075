#include "runtime/host/portal.h"

#include <chrono>
#include <functional>
#include <string>
#include <vector>

#include <boost/asio/io_context.hpp>
#include <catch2/catch.hpp>
#include <nlohmann/json.hpp>

#include "api/base/log.h"
#include "api/base/system_loop.h"
#include "tests/api/client/fake_transport.h"
#include "tests/support/temp_dir.h"

using namespace luabot;
using namespace luabot::test;
using namespace std::chrono_literals;

namespace {

/// A portal of several bots with a real journal, made-up workers and a transport that answers what bots need.
class Site {
 public:
  Site() { set_log_level(Level::off); }
  ~Site() { set_log_level(Level::info); }
  Site(const Site&) = delete;
  Site& operator=(const Site&) = delete;

  /// A bot whose scripts declare that code; "" for a folder that has no script.
  void add(const std::string& folder, const std::string& code) {
    const auto script = Json{{"code", code}, {"properties", {{"name", "X"}}}, {"handlers", {"*"}}};
    const auto path =
        code.empty() ? (dir_.path() / folder).string() : dir_.write(folder + "/main.lua", script.dump());
    bots_.push_back({.path = path, .worker = LUABOT_FAKE_WORKER, .token = {}, .polling = {2ms, 5ms, 1000}});
  }

  void start() {
    auto opened = journal::Journal::open(loop_, {(dir_.path() / "data").string(), {}});
    REQUIRE(opened);
    auto net = std::make_unique<FakeTransport>();
    net_ = net.get();
    auto client = std::make_unique<client::Client>(
        loop_, *client::parse_address("https://portal.example/rest/1/hook-271828/"),
        *client::parse_limit("none"), std::move(net), [] { return 0.5; });
    Portal::Options options{
        .name = "acme", .known = "portal.example", .limit = *client::parse_limit("none"), .bots = bots_};
    portal = std::make_unique<Portal>(
        loop_, std::move(*opened), std::move(client), std::move(options),
        Portal::Hooks{[this](Bot&) { ++ready; }, [this](const Error& error) { failures.push_back(error); }});
    portal->start();
  }

  bool until(const std::function<bool()>& holds) {
    const auto deadline = std::chrono::steady_clock::now() + 30s;
    while (!holds()) {
      if (std::chrono::steady_clock::now() > deadline) return false;
      serve();
      loop_.context().run_one_for(1ms);
    }
    return true;
  }

  int ready = 0;
  std::vector<Error> failures;
  std::vector<std::string> registered;

 private:
  void serve() {
    for (; seen_ < net_->requests.size(); ++seen_) {
      const auto& request = *net_->requests[seen_];
      if (request.given_up) continue;
      const auto params = Json::parse(request.body);
      if (request.method == "imbot.v2.Bot.register") registered.push_back(params["fields"]["code"]);
      const std::string result = request.method == "imbot.v2.Bot.register"
                                     ? R"({"bot":{"id":9,"type":"bot","eventMode":"fetch"},"users":[]})"
                                     : R"({"events":[],"nextOffset":0,"hasMore":false})";
      net_->answer(seen_, 200, R"({"result":)" + result + "}");
    }
  }

  TempDir dir_;
  SystemLoop loop_;
  std::vector<Bot::Options> bots_;
  FakeTransport* net_ = nullptr;
  std::size_t seen_ = 0;

 public:
  std::unique_ptr<Portal> portal;  // gone before the loop
};

}  // namespace

TEST_CASE("of two bots with one code the second is refused, and the first runs") {
  Site site;
  site.add("one", "echo");
  site.add("two", "echo");
  site.add("three", "other");
  site.start();
  REQUIRE(site.until([&] { return site.ready == 2 && site.failures.size() == 1; }));
  CHECK(site.failures[0].code == "BOT_CODE_TWICE");
  CHECK(site.failures[0].where.starts_with("acme, "));
  CHECK(site.portal->alive() == 2);
  CHECK(site.registered.size() == 2);
}

TEST_CASE("a bot without a script is told of once and the others do not notice") {
  Site site;
  site.add("none", "");
  site.add("one", "echo");
  site.start();
  REQUIRE(site.until([&] { return site.ready == 1; }));
  REQUIRE(site.failures.size() == 1);
  CHECK(site.failures[0].where.find("none") != std::string::npos);
  CHECK(site.portal->alive() == 1);
  CHECK(site.portal->first_bot() == nullptr);
  CHECK(site.registered == std::vector<std::string>{"echo"});
}

TEST_CASE("a portal has stopped when all of its bots have, the failed ones too") {
  Site site;
  site.add("none", "");
  site.add("one", "echo");
  site.add("two", "other");
  site.start();
  REQUIRE(site.until([&] { return site.ready == 2; }));
  int stopped = 0;
  site.portal->stop([&] { ++stopped; });
  REQUIRE(site.until([&] { return stopped > 0; }));
  CHECK(stopped == 1);
  CHECK(site.portal->load() == 0);
}
