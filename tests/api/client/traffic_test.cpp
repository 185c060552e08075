// What a client tells of itself.
#include <catch2/catch.hpp>

#include "tests/api/client/batch_bench.h"
#include "tests/api/client/limits/load.h"

using namespace luabot;
using namespace luabot::client;
using namespace std::chrono_literals;
using catalog::Repeat;

namespace {

Call in_dialog(const std::string& dialog, Priority priority = Priority::normal) {
  Call one{"im.user.get", "{}", Repeat::read};
  one.dialog = dialog;
  one.priority = priority;
  one.timeout = 10min;
  return one;
}

}  // namespace

TEST_CASE("a client tells of its bucket and of what waits, also behind a call of its dialog") {
  test::BatchBench bench;
  auto traffic = bench.portal->traffic();
  CHECK(traffic.burst == 1);
  CHECK(traffic.rate == 1);
  CHECK(traffic.level == Approx(1));
  CHECK(traffic.others == 0);
  (void)bench.call(in_dialog("a"));
  bench.loop.advance(1100ms);
  REQUIRE(bench.portal->traffic().under_way == 1);
  (void)bench.call(in_dialog("a"));
  bench.loop.advance(500ms);
  (void)bench.call(in_dialog("b"));
  (void)bench.call(in_dialog("c", Priority::bulk));
  traffic = bench.portal->traffic();
  CHECK(traffic.waiting == std::array<std::size_t, priorities>{0, 2, 0, 1});
  CHECK(traffic.longest_wait == 500ms);
}

TEST_CASE("without a limit there is no level and nothing to wait for") {
  test::ClientBench bench(*parse_limit("none"));
  for (std::size_t i = 0; i < Client::max_under_way + 10; ++i) (void)bench.call(in_dialog(""));
  CHECK(bench.portal->traffic().level == 0);
  CHECK(bench.portal->expected_wait() == 0s);
}

TEST_CASE("a call would wait for about as long as it then does", "[long]") {
  const auto before = GENERATE(0, 60, 3000, 6000, 9000);
  const auto among = GENERATE(0, 1);  // half of those before it are for people
  CAPTURE(before, among);
  test::Load load;
  for (int i = 0; i < before; ++i)
    load.say("chat" + std::to_string(i), i % 2 < among ? Priority::answer : Priority::normal);
  const std::chrono::duration<double> expected = load.client->expected_wait();
  auto& last = load.say("last", Priority::normal);
  load.run(5min);
  REQUIRE(last.ended);
  const std::chrono::duration<double> waited = *last.ended - last.made;
  CHECK(expected.count() >= 0);
  CHECK(std::abs(waited.count() - expected.count()) <= 1 + 0.2 * waited.count());
}

TEST_CASE("of a portal that is down a call would wait for the next probe") {
  test::ClientBench bench(Limit{50, 2});
  for (int i = 0; i < 5; ++i) {
    (void)bench.call(in_dialog(""));
    bench.loop.advance(100ms);
    bench.net->fail(bench.net->requests.size() - 1, Reached::nowhere);
  }
  REQUIRE(bench.portal->traffic().portal_down);
  CHECK(bench.portal->expected_wait() > 0s);
  CHECK(bench.portal->expected_wait() <= 200ms);
  bench.loop.advance(5s);  // it is under way
  CHECK(bench.portal->expected_wait() == 0s);
}
