// Calls that share a request: what goes together, and what comes back to each.
#include <list>
#include <optional>

#include <catch2/catch.hpp>
#include <nlohmann/json.hpp>

#include "tests/api/client/batch_bench.h"

using namespace luabot;
using namespace luabot::client;
using namespace std::chrono_literals;
using catalog::Repeat;

namespace {

using Bench = test::BatchBench;
constexpr auto user = "im.user.get";

}  // namespace

TEST_CASE("calls that wait go out in one batch, in order, and each gets its own answer") {
  Bench bench;
  const auto& a = bench.call(user, Repeat::read, R"({"ID":1})");
  const auto& b = bench.call("crm.deal.list", Repeat::read, R"({"flag":true})");
  const auto& c = bench.call(user, Repeat::read, R"({"ID":3})");
  bench.loop.advance(2s);
  REQUIRE(bench.net->requests.size() == 2);
  CHECK(bench.request(1).method == "batch");
  CHECK(bench.request(1).body ==
        R"({"halt":0,"cmd":{"c0":"im.user.get?ID=1","c1":"crm.deal.list?flag=1","c2":"im.user.get?ID=3"}})");
  bench.answer(1, {{"result", {{"c0", {{"id", 1}}}, {"c1", {5, 6}}}},
                   {"result_error", {{"c2", {{"error", "ACCESS_DENIED"}, {"error_description", "no"}}}}},
                   {"result_total", {{"c1", 70}}},
                   {"result_next", {{"c1", 50}}}});
  REQUIRE((a && b && c));
  CHECK((*a)->body == R"({"result":{"id":1}})");
  CHECK((*b)->body == R"({"result":[5,6],"total":70,"next":50})");
  CHECK(c->error().code == "ACCESS_DENIED");
  CHECK(c->error().where == user);
  CHECK(c->error().outcome == Outcome::refused);
  CHECK(c->error().status != 200);
  const auto traffic = bench.portal->traffic();
  CHECK(traffic.requests == 2);
  CHECK(traffic.batches == 1);
  CHECK(traffic.subcalls == 3);
}

TEST_CASE("one call that waits goes as it is") {
  Bench bench;
  const auto& a = bench.call(user, Repeat::read, R"({"ID":null})");
  bench.loop.advance(2s);
  REQUIRE(bench.net->requests.size() == 2);
  CHECK(bench.request(1).method == user);
  CHECK(bench.request(1).body == R"({"ID":null})");
  bench.net->ok(1);
  CHECK(a->ok());
}

TEST_CASE("a call that cannot share a request goes alone and nothing of its dialog overtakes it") {
  Bench bench;
  for (const char* params : {R"({"ID":1})", R"({"ID":null})", R"({"ID":3})"}) {
    Call one{user, params, Repeat::read};
    one.dialog = "chat1";
    (void)bench.call(one);
  }
  Call other{user, R"({"ID":4})", Repeat::read};
  other.dialog = "chat2";
  (void)bench.call(other);
  bench.loop.advance(1100ms);
  REQUIRE(bench.net->requests.size() == 2);
  CHECK(bench.cmd(1) == Json{{"c0", "im.user.get?ID=1"}, {"c1", "im.user.get?ID=4"}});
  bench.loop.advance(10s);
  REQUIRE(bench.net->requests.size() == 2);  // its dialog waits for the answer
  bench.answer(1, {{"result", {{"c0", 1}, {"c1", 1}}}});
  bench.loop.advance(2s);
  REQUIRE(bench.net->requests.size() == 3);
  CHECK(bench.request(2).body == R"({"ID":null})");
  bench.loop.advance(10s);
  REQUIRE(bench.net->requests.size() == 3);
  bench.net->ok(2);
  bench.loop.advance(2s);
  REQUIRE(bench.net->requests.size() == 4);
  CHECK(bench.request(3).body == R"({"ID":3})");
}

TEST_CASE("of a batch with an unknown outcome only what may be repeated is repeated") {
  Bench bench;
  const auto& read = bench.call(user, Repeat::read);
  const auto& once = bench.call("crm.deal.add", Repeat::once, R"({"fields":{"TITLE":"x"}})");
  const auto& send = bench.call("imbot.v2.Chat.Message.send", Repeat::deduplicated, R"({"dialogId":"1"})");
  bench.loop.advance(2s);
  REQUIRE(bench.net->requests.size() == 2);
  bench.net->fail(1, Reached::perhaps);
  REQUIRE(once);
  CHECK(once->error().code == "UNKNOWN_OUTCOME");
  CHECK(once->error().where == "crm.deal.add");
  CHECK_FALSE(read);
  CHECK_FALSE(send);
  bench.loop.advance(2s);
  REQUIRE(bench.net->requests.size() == 3);
  CHECK(bench.cmd(2) == Json{{"c0", "im.user.get?"}, {"c1", "imbot.v2.Chat.Message.send?dialogId=1"}});
  bench.answer(2, {{"result", {{"c0", 1}, {"c1", 2}}}});
  CHECK(read->ok());
  CHECK(send->ok());
}

TEST_CASE("a batch that was not carried out is repeated whole") {
  Bench bench;
  for (int i = 0; i < 3; ++i) (void)bench.call("crm.deal.add", Repeat::once, R"({"fields":{"TITLE":"x"}})");
  bench.loop.advance(2s);
  bench.net->error(1, 503, "QUERY_LIMIT_EXCEEDED");
  CHECK(bench.portal->traffic().refused == 1);
  bench.loop.advance(2s);
  REQUIRE(bench.net->requests.size() == 3);
  CHECK(bench.cmd(2).size() == 3);
}

TEST_CASE("calls of a batch that is refused as a whole are made one by one, unless it concerns them all") {
  Bench bench;
  const auto& a = bench.call(user, Repeat::once);
  const auto& b = bench.call(user, Repeat::once);
  bench.loop.advance(2s);
  SECTION("the batch is the reason") {
    bench.net->answer(1, 413, "<html>Request Entity Too Large</html>");
    bench.loop.advance(5s);
    REQUIRE(bench.net->requests.size() == 4);
    CHECK(bench.request(2).method == user);
    CHECK(bench.request(3).method == user);
    bench.net->ok(2);
    bench.net->ok(3);
    CHECK(a->ok());
    CHECK(b->ok());
  }
  SECTION("the address is the reason") {
    bench.net->error(1, 401, "NO_AUTH_FOUND");
    CHECK(a->error().code == "NO_AUTH_FOUND");
    CHECK(b->error().where == user);
    bench.loop.advance(5s);
    CHECK(bench.net->requests.size() == 2);
  }
}

TEST_CASE("calls that were in three batches without a usable answer are made one by one") {
  Bench bench;
  (void)bench.call(user, Repeat::read);
  (void)bench.call(user, Repeat::read);
  bench.loop.advance(2s);
  for (std::size_t i = 1; i <= 3; ++i) {
    REQUIRE(bench.net->requests.size() == i + 1);
    CHECK(bench.request(i).method == "batch");
    bench.net->error(i, 500, "INTERNAL_SERVER_ERROR");
    bench.loop.advance(5s);
  }
  REQUIRE(bench.net->requests.size() == 6);
  CHECK(bench.request(4).method == user);
  CHECK(bench.request(5).method == user);
}

TEST_CASE("calls whose batches met a full bucket go on sharing them") {
  Bench bench;
  (void)bench.call(user, Repeat::read);
  (void)bench.call(user, Repeat::read);
  for (std::size_t i = 1; i <= 4; ++i) {
    bench.loop.advance(5s);
    REQUIRE(bench.net->requests.size() == i + 1);
    CHECK(bench.request(i).method == "batch");
    bench.net->error(i, 503, "QUERY_LIMIT_EXCEEDED");
  }
}

TEST_CASE("calls that were in batches while the portal went down go on sharing them") {
  Bench bench;
  (void)bench.call(user, Repeat::read);
  (void)bench.call(user, Repeat::read);
  const auto fail = [&bench] { bench.net->fail(bench.net->requests.size() - 1, Reached::perhaps); };
  bench.loop.advance(2s);
  fail();
  bench.loop.advance(5s);
  fail();
  Call first{"no.such.method", "{}", Repeat::once};
  first.priority = Priority::answer;
  (void)bench.call(first);
  (void)bench.call(first);
  for (int i = 0; i < 2; ++i) {
    REQUIRE(bench.net->requests.back()->method == "no.such.method");
    fail();
    bench.loop.advance(1100ms);
  }
  bench.loop.advance(1100ms);
  REQUIRE(bench.net->requests.back()->method == "batch");
  fail();
  REQUIRE(bench.portal->traffic().portal_down);
  bench.loop.advance(2s);
  REQUIRE(bench.net->requests.back()->method == "server.time");
  bench.net->ok(bench.net->requests.size() - 1);
  bench.loop.advance(5s);
  CHECK(bench.net->requests.back()->method == "batch");
}

TEST_CASE("calls whose answers are too large together are made one by one") {
  Bench bench;
  const auto& a = bench.call(user, Repeat::read);
  const auto& b = bench.call(user, Repeat::read);
  bench.loop.advance(2s);
  REQUIRE(bench.request(1).method == "batch");
  Reply reply;
  reply.reached = Reached::perhaps;
  reply.too_large = true;
  bench.net->reply(1, reply);
  bench.loop.advance(5s);
  REQUIRE(bench.net->requests.size() == 4);
  CHECK(bench.request(2).method == user);
  bench.net->ok(2);
  CHECK(bench.request(3).method == user);
  bench.net->ok(3);
  CHECK(a->ok());
  CHECK(b->ok());
}

TEST_CASE("a call that the answer to its batch says nothing of has an unknown outcome") {
  Bench bench;
  (void)bench.call(user, Repeat::read);
  const auto& b = bench.call("crm.deal.add", Repeat::once, R"({"fields":{"TITLE":"x"}})");
  bench.loop.advance(2s);
  bench.answer(1, {{"result", {{"c0", 1}}}});
  REQUIRE(b);
  CHECK(b->error().code == "UNKNOWN_OUTCOME");
}

TEST_CASE("the deadline of one call of a batch ends it alone") {
  Bench bench;
  Call hurried{user, "{}", Repeat::read};
  hurried.timeout = 5s;
  const auto& a = bench.call(hurried);
  const auto& b = bench.call(user, Repeat::read);
  bench.loop.advance(6s);
  REQUIRE(a);
  CHECK(a->error().code == "TIMED_OUT");
  CHECK(a->error().outcome == Outcome::unknown);
  CHECK_FALSE(bench.request(1).given_up);
  bench.answer(1, {{"result", {{"c0", 1}, {"c1", 2}}}});
  REQUIRE(b);
  CHECK((**b).result() == "2");
}

TEST_CASE("a batch that nobody waits for any more is given up") {
  Bench bench;
  (void)bench.call(user, Repeat::read);
  (void)bench.call(user, Repeat::read);
  bench.loop.advance(2s);
  bench.calls.clear();
  CHECK(bench.request(1).given_up);
  CHECK(bench.portal->traffic().under_way == 0);
}

TEST_CASE("a callback of a batch may destroy the client") {
  Bench bench;
  std::list<Handle> handles;
  int told = 0;
  for (int i = 0; i < 3; ++i)
    handles.push_back(bench.portal->call({user, "{}", Repeat::read}, [&](const Result<Answer>&) {
      ++told;
      bench.portal.reset();
    }));
  bench.loop.advance(2s);
  const auto request = bench.net->requests[1];
  Reply reply;
  reply.status = 200;
  reply.body = R"({"result":{"result":{"c0":1,"c1":1,"c2":1},"result_error":[]}})";
  const auto done = std::exchange(request->done, nullptr);
  done(reply);
  CHECK(told == 1);
  bench.loop.advance(1min);
  CHECK(told == 1);
}

namespace {

Call poll_of(int bot) {
  Call poll{"imbot.v2.Event.get", R"({"botId":)" + std::to_string(bot) + "}", Repeat::idempotent};
  poll.priority = Priority::poll;
  poll.bot = std::to_string(bot);
  return poll;
}

Call message(const std::string& dialog, Priority priority) {
  Call send{"imbot.v2.Chat.Message.send", R"({"dialogId":")" + dialog + "\"}", Repeat::deduplicated};
  send.priority = priority;
  return send;
}

}  // namespace

TEST_CASE("polls of several bots share one request, and none with an answer") {
  Bench bench;
  for (int bot = 1; bot <= 3; ++bot) (void)bench.call(poll_of(bot));
  (void)bench.call(message("1", Priority::answer));
  (void)bench.call(message("2", Priority::answer));
  bench.loop.advance(10s);
  REQUIRE(bench.net->requests.size() == 3);
  const auto answers = bench.cmd(1);
  REQUIRE(answers.size() == 2);
  CHECK(answers.at("c0") == "imbot.v2.Chat.Message.send?dialogId=1");
  CHECK(answers.at("c1") == "imbot.v2.Chat.Message.send?dialogId=2");
  const auto polls = bench.cmd(2);
  REQUIRE(polls.size() == 3);
  CHECK(polls.at("c0") == "imbot.v2.Event.get?botId=1");
  CHECK(polls.at("c2") == "imbot.v2.Event.get?botId=3");
}

TEST_CASE("bulk calls go with polls when they may be repeated, ten at most") {
  Bench bench;
  (void)bench.call(poll_of(1));
  for (int i = 0; i < 20; ++i) {
    Call once{"crm.deal.add", "{}", Repeat::once};
    once.priority = Priority::bulk;
    (void)bench.call(once);
    (void)bench.call(message(std::to_string(i), Priority::bulk));
  }
  bench.loop.advance(2s);
  REQUIRE(bench.net->requests.size() >= 2);
  const auto cmd = bench.cmd(1);
  REQUIRE(cmd.size() == 11);
  CHECK(cmd.at("c0") == "imbot.v2.Event.get?botId=1");
  for (int i = 1; i <= 10; ++i)
    CHECK(cmd.at("c" + std::to_string(i)).get<std::string>().starts_with("imbot.v2.Chat.Message.send"));
}

TEST_CASE("a typing indicator that would wait is dropped, and one that need not goes out") {
  Bench bench;
  Call typing{"imbot.v2.Chat.InputAction.notify", R"({"dialogId":"1"})", Repeat::once};
  typing.disposable = true;
  const auto& late = bench.call(typing);
  CHECK_FALSE(late);
  bench.loop.settle();
  REQUIRE(late);
  CHECK(late->error().code == "DROPPED");
  CHECK(late->error().outcome == Outcome::not_executed);
  CHECK(bench.portal->traffic().dropped == 1);
  bench.loop.advance(2s);
  REQUIRE(bench.net->requests.size() == 1);
  const auto& soon = bench.call(typing);
  REQUIRE(bench.net->requests.size() == 2);
  bench.net->fail(1, Reached::perhaps);
  CHECK(soon->error().code == "DROPPED");
  bench.loop.advance(2s);
  const auto& bad = bench.call(typing);
  REQUIRE(bench.net->requests.size() == 3);
  bench.net->error(2, 403, "ACCESS_DENIED");
  CHECK(bad->error().code == "ACCESS_DENIED");
  bench.loop.advance(2s);
  const auto& good = bench.call(typing);
  bench.loop.settle();
  CHECK_FALSE(good);  // it did not have to wait, so it is not dropped
  bench.net->ok(3);
  CHECK(good->ok());
}

TEST_CASE("a typing indicator goes out with the calls of its moment") {
  test::ClientBench bench(Limit{50, 2});
  Call one{user, "{}", Repeat::read};
  Call typing{user, "{}", Repeat::read};
  typing.disposable = true;
  (void)bench.call(one);
  (void)bench.call(one);
  const auto& shown = bench.call(typing);
  bench.loop.advance(1s);
  CHECK_FALSE(shown);
  for (std::size_t i = 0; i < bench.net->requests.size(); ++i)
    bench.net->answer(i, 200, R"({"result":{"result":{"c0":1,"c1":1,"c2":1}}})");
  REQUIRE(shown);
  CHECK(shown->ok());
}

TEST_CASE("what is refused for a method's time waits with its dialog, and others do not") {
  Bench bench;
  Call slow{"crm.deal.list", "{}", Repeat::read};
  slow.dialog = "chat1";
  slow.timeout = 5min;
  const auto& a = bench.call(slow);
  const auto& b = bench.call(user, Repeat::read);
  bench.loop.advance(2s);
  const auto reset = bench.loop.wall_ms() / 1000 + 60;
  bench.answer(
      1, {{"result", {{"c1", 1}}},
          {"result_error", {{"c0", {{"error", "OPERATION_TIME_LIMIT"}, {"operating_reset_at", reset}}}}}});
  CHECK(b->ok());
  CHECK_FALSE(a);
  CHECK(bench.portal->traffic().slowed_methods == 1);
  (void)bench.call("crm.deal.list", Repeat::read);
  (void)bench.call(user, Repeat::read);
  bench.loop.advance(30s);
  REQUIRE(bench.net->requests.size() == 3);
  CHECK(bench.request(2).method == user);
  bench.loop.advance(35s);
  REQUIRE(bench.net->requests.size() == 5);
  CHECK(bench.request(3).method == "crm.deal.list");
  CHECK(bench.request(4).method == "crm.deal.list");
  CHECK(bench.portal->traffic().slowed_methods == 0);
}

TEST_CASE("it is known how long a call would wait") {
  Bench bench;
  CHECK(bench.portal->expected_wait() > 500ms);
  CHECK(bench.portal->expected_wait() < 1500ms);
  for (int i = 0; i < 120; ++i) (void)bench.call(user, Repeat::read);
  CHECK(bench.portal->expected_wait() > 2s);
  CHECK(bench.portal->traffic().waiting[static_cast<std::size_t>(Priority::normal)] == 120);
  bench.loop.advance(500ms);
  CHECK(bench.portal->traffic().longest_wait == 500ms);
}
