// Several clients of one portal in one host, such as a webhook and an application: one bucket for all.
#include <algorithm>
#include <list>

#include <catch2/catch.hpp>

#include "api/base/log.h"
#include "api/client/authorization.h"
#include "api/client/buckets.h"
#include "api/client/client.h"
#include "tests/api/client/limits/sim_portal.h"

using namespace luabot;
using namespace luabot::test;
using namespace std::chrono_literals;
using client::Priority;

namespace {

/// One client's way to the portal.
class Line final : public client::Transport {
 public:
  explicit Line(SimPortal& portal) : portal_(portal) {}
  using Transport::post;
  std::unique_ptr<client::Exchange> post(std::string_view method, std::string_view body,
                                         const client::Insertion& insertion, Done done) override {
    return portal_.post(method, body, insertion, std::move(done));
  }

 private:
  SimPortal& portal_;
};

/// An installation that comes, and may move.
struct Application final : client::Authorization {
  std::shared_ptr<const client::Grant> current;
  std::function<void()> changed;
  void move(const std::string& host) {
    current = std::make_shared<client::Grant>(
        client::Grant{*client::parse_endpoint("https://" + host + "/rest/"), Secret("t0ken")});
    if (changed) changed();
  }
  [[nodiscard]] std::string name() const override { return "app"; }
  [[nodiscard]] std::shared_ptr<const client::Grant> grant() const override { return current; }
  [[nodiscard]] std::optional<Error> error() const override { return std::nullopt; }
  void expired(const std::shared_ptr<const client::Grant>& /*which*/) override {}
  [[nodiscard]] Handle listen(std::function<void()> told) override {
    changed = std::move(told);
    return std::make_unique<Pending>();
  }
};

/// A client and the calls made with it.
struct Entry {
  std::optional<client::Client> client;
  std::list<Handle> calls;
  std::size_t made = 0;
  std::size_t answered = 0;
  std::size_t failed = 0;

  [[nodiscard]] std::size_t open() const { return made - answered - failed; }
  void say(Priority priority = Priority::answer, std::size_t dialogs = 1'000'000) {
    client::Call one;
    one.method = "imbot.v2.Chat.Message.send";
    one.params = R"({"botId":1,"dialogId":"chat1","fields":{"message":"hi"}})";
    one.repeat = catalog::Repeat::deduplicated;
    one.priority = priority;
    one.timeout = 10min;
    one.dialog = "chat" + std::to_string(made % dialogs);
    ++made;
    calls.push_back(client->call(
        std::move(one), [this](const Result<client::Answer>& result) { ++(result ? answered : failed); }));
  }
  void keep(std::size_t waiting, Priority priority = Priority::answer) {
    while (client->traffic().waiting.at(static_cast<std::size_t>(priority)) < waiting) say(priority);
  }
  [[nodiscard]] std::uint64_t requests() const { return client->traffic().requests; }
};

struct House {
  explicit House(client::Limit of = {50, 2}) : limit(of), portal(loop, of) {
    set_log_level(Level::off);
    portal.jitter = 10ms;
  }
  ~House() {
    entries.clear();
    set_log_level(Level::info);
  }
  House(const House&) = delete;
  House& operator=(const House&) = delete;

  Entry& webhook(const std::string& host) {
    auto& entry = entries.emplace_back();
    entry.client.emplace(
        loop, *client::parse_address("https://" + host + "/rest/1/t0kent0ken/"), limit,
        std::make_unique<Line>(portal), [] { return 0.5; }, buckets);
    return entry;
  }
  Entry& application() {
    auto& entry = entries.emplace_back();
    entry.client.emplace(
        loop, app, limit, std::make_unique<Line>(portal), [] { return 0.5; }, buckets);
    return entry;
  }
  /// Each step of a tenth of a second begins with `load`.
  void run(Duration time, const std::function<void()>& load) {
    for (Duration passed{}; passed < time; passed += 100ms) {
      load();
      loop.advance(100ms);
    }
  }

  client::Limit limit;
  SimLoop loop;
  SimPortal portal;
  Application app;
  std::shared_ptr<client::Buckets> buckets = std::make_shared<client::Buckets>();
  std::list<Entry> entries;
};

}  // namespace

TEST_CASE("clients of one portal with more to do than it takes get equal shares, and none is refused",
          "[long]") {
  const auto [count, others_waiting] = GENERATE(table<std::size_t, std::size_t>({
      {2, 200},  // full batches
      {2, 30},   // that wait for company
      {2, 70},   // that are patient
      {3, 200},
  }));
  const auto travel = GENERATE(10ms, 400ms);  // answers come before the next request is due, or after it
  CAPTURE(count, others_waiting, travel.count());
  House house;
  house.portal.travel = travel;
  for (std::size_t i = 0; i < count; ++i) house.webhook(i % 2 == 0 ? "acme.example" : "ACME.example:443");
  auto& first = house.entries.front();
  const auto all_want = [&] {
    first.keep(200);
    for (auto& entry : house.entries)
      if (&entry != &first) entry.keep(others_waiting);
  };
  house.run(10s, all_want);  // the first takes the burst
  std::vector<std::uint64_t> before;
  for (const auto& entry : house.entries) before.push_back(entry.requests());
  house.run(30s, all_want);
  CHECK(house.portal.refused == 0);
  CHECK(house.portal.requests >= 46 + 2 * 40 - 8);  // as much as one alone would send
  auto start = before.begin();
  for (const auto& entry : house.entries) {
    const auto sent = entry.requests() - *start++;
    CAPTURE(sent);
    CHECK(entry.client->traffic().sharers == count);
    CHECK(entry.failed == 0);
    CHECK(sent * count >= 54);  // of 60
    CHECK(sent * count <= 66);
  }
}

TEST_CASE("a client with little to do is not kept waiting by one that never ends", "[long]") {
  const auto priority = GENERATE(Priority::answer, Priority::normal, Priority::poll, Priority::bulk);
  CAPTURE(static_cast<int>(priority));
  House house;
  house.portal.travel = GENERATE(10ms, 400ms);
  auto& noisy = house.webhook("acme.example");
  auto& quiet = house.webhook("acme.example");
  house.run(10s, [&] { noisy.keep(300); });
  for (int i = 0; i < 3; ++i) {
    quiet.say(priority);
    const auto least = quiet.answered + 1;
    // Of the requests one in 16 is for events, and bulk begins none in the upper half of the bucket unless it
    // has waited long.
    const auto within = priority == Priority::bulk ? 25s : priority == Priority::poll ? 10s : 5s;
    house.run(within, [&] { noisy.keep(300); });
    REQUIRE(quiet.answered == least);
  }
  CHECK(house.portal.refused == 0);
}

TEST_CASE("when one has nothing more to do the other has the whole rate") {
  House house;
  auto& one = house.webhook("acme.example");
  auto& other = house.webhook("acme.example");
  house.run(30s, [&] { one.keep(200), other.keep(200); });
  house.run(30s, [&] { one.keep(200); });
  CHECK(other.open() == 0);
  const auto before = one.requests();
  house.run(30s, [&] { one.keep(200); });
  CHECK(one.requests() - before >= 56);
}

TEST_CASE("clients that share learn together what others leave", "[long]") {
  House house;
  auto& one = house.webhook("acme.example");
  auto& two = house.webhook("acme.example");
  house.portal.others(1);
  const auto both = [&] { one.keep(200), two.keep(200); };
  house.run(1min, both);
  CHECK(one.client->traffic().others == two.client->traffic().others);
  const auto refused = house.portal.refused;
  const auto requests = house.portal.requests;
  house.run(6min, both);
  const auto asked = house.portal.requests - requests;
  CAPTURE(asked, house.portal.refused - refused);
  CHECK(asked >= 320);
  CHECK(static_cast<double>(house.portal.refused - refused) < 0.01 * static_cast<double>(asked));
}

TEST_CASE("clients that share find out together that others have stopped") {
  House house;
  auto& one = house.webhook("acme.example");
  auto& two = house.webhook("acme.example");
  const auto both = [&] { one.keep(200), two.keep(200); };
  house.portal.others(1.5);
  house.run(1min, both);
  REQUIRE(one.client->traffic().rate < 1);
  house.portal.others(0);
  for (int second = 0; second < 240 && one.client->traffic().others > 0; ++second) house.run(1s, both);
  CHECK(one.client->traffic().rate == 2);
  CHECK(two.client->traffic().rate == 2);
  CHECK(house.portal.refused < 8);
  const auto first = one.requests();
  const auto second = two.requests();
  house.run(1min, both);
  CHECK(one.requests() - first >= 55);
  CHECK(two.requests() - second >= 55);
}

TEST_CASE("a client that goes leaves the others going, whatever it was about") {
  House house;
  auto& one = house.webhook("acme.example");
  auto& two = house.webhook("acme.example");
  house.run(1min, [&] { one.keep(200), two.keep(200); });
  one.client.reset();
  const auto before = two.requests();
  house.run(1min, [&] { two.keep(200); });
  CHECK(two.requests() - before >= 115);
  CHECK(two.client->traffic().sharers == 1);
}

TEST_CASE(
    "an application draws from the bucket of the portal that it is installed on, also when that moves") {
  House house;
  auto& webhook = house.webhook("acme.example");
  auto& app = house.application();
  app.say();
  house.loop.advance(1s);
  CHECK(app.answered == 0);
  CHECK(webhook.client->traffic().sharers == 1);
  house.app.move("acme.example");
  house.loop.advance(1s);
  CHECK(app.answered == 1);
  CHECK(webhook.client->traffic().sharers == 2);
  for (int i = 0; i < 3; ++i) webhook.say(), app.say();
  house.loop.advance(10ms);
  CHECK(app.client->traffic().level == webhook.client->traffic().level);
  CHECK(app.client->traffic().level > 1.5);
  house.app.move("globex.example");
  app.say();
  house.loop.advance(1s);
  CHECK(webhook.client->traffic().sharers == 1);
  CHECK(app.client->traffic().sharers == 1);
}

TEST_CASE("a portal whose address changes keeps its bucket") {
  House house;
  auto& app = house.application();
  house.app.move("acme.example");
  for (int i = 0; i < 300; ++i) app.say(Priority::answer, 1);
  house.loop.advance(100ms);
  const auto level = app.client->traffic().level;
  REQUIRE(level > 1);
  house.app.move("globex.example");
  app.say();
  CHECK(app.client->traffic().level >= level);
  const auto& webhook = house.webhook("globex.example");
  CHECK(webhook.client->traffic().sharers == 2);
  const auto& another = house.webhook("acme.example");
  CHECK(another.client->traffic().sharers == 1);
}

TEST_CASE("portals are told apart by host and port") {
  CHECK(client::canonical_host("ACME.Bitrix24.com") == "acme.bitrix24.com");
  CHECK(client::canonical_host("acme.bitrix24.com:443") == "acme.bitrix24.com");
  CHECK(client::canonical_host("acme.bitrix24.com:8443") == "acme.bitrix24.com:8443");
  House house;
  const auto& one = house.webhook("acme.example");
  const auto& other = house.webhook("acme.example:8443");
  CHECK(one.client->traffic().sharers == 1);
  CHECK(other.client->traffic().sharers == 1);
}

TEST_CASE("of two limits for one portal that which came first holds") {
  House house;
  const auto& first = house.webhook("acme.example");
  house.limit = {250, 5};
  const auto& second = house.webhook("acme.example");
  CHECK(first.client->traffic().burst == 50);
  CHECK(second.client->traffic().burst == 50);
}
