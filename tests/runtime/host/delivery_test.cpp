#include "runtime/host/delivery.h"

#include <catch2/catch.hpp>
#include <nlohmann/json.hpp>

#include "api/base/json.h"
#include "api/base/log.h"
#include "tests/api/client/fake_transport.h"
#include "tests/runtime/journal/fixture.h"

using namespace luabot;
using namespace luabot::test;
using namespace std::chrono_literals;

namespace {

/// A delivery with a real journal and a portal that does what the test says.
struct Bench {
  Bench() : opened(place.path()) {
    set_log_level(Level::off);
    auto transport = std::make_unique<FakeTransport>();
    net = transport.get();
    client = std::make_unique<client::Client>(
        opened.loop, *client::parse_address("https://portal.example/rest/1/hook-271828/"),
        *client::parse_limit("none"), std::move(transport), [] { return 0.5; });
    delivery = std::make_unique<Delivery>(
        opened.loop, *opened.journal, *client, "portal.example", Delivery::Options{},
        Delivery::Hooks{[](const auto&) {}, [](const auto&) { return true; }, [] { return true; }});
  }
  ~Bench() {
    set_log_level(Level::info);
    delivery.reset();
    client.reset();
  }
  Bench(const Bench&) = delete;
  Bench& operator=(const Bench&) = delete;

  void start(bool user_events) {
    delivery->start({opened.bot.key, 9, Secret("bot-token-3141592"), 7}, "{}", user_events);
    opened.loop.settle();
  }
  [[nodiscard]] const FakeTransport::Request& last() const { return *net->requests.back(); }

  Place place{};
  Opened opened;
  FakeTransport* net = nullptr;
  std::unique_ptr<client::Client> client{};
  std::unique_ptr<Delivery> delivery{};
};

}  // namespace

TEST_CASE("a subscription that does not reach the portal does not cost the user's events that wait") {
  Bench bench;
  bench.start(true);
  bench.opened.loop.advance(100s);  // beyond the call's time
  for (const auto& request : bench.net->requests) CHECK(request->method == "im.v2.Event.subscribe");
  REQUIRE(bench.net->requests.size() == 2);
  bench.net->ok(1);
  bench.opened.loop.settle();
  REQUIRE(bench.last().method == "imbot.v2.Event.get");
  const auto params = Json::parse(bench.last().body);
  CHECK(params["withUserEvents"] == true);
  CHECK(params["offset"] == 7);
}

TEST_CASE("a portal that refuses the subscription gives the bot's own events") {
  Bench bench;
  bench.start(true);
  bench.net->error(0, 403, "insufficient_scope");
  bench.opened.loop.settle();
  REQUIRE(bench.last().method == "imbot.v2.Event.get");
  CHECK_FALSE(Json::parse(bench.last().body).contains("withUserEvents"));
}
