#include <set>

#include "tests/api/emulator/desk.h"

using luabot::Json;
using luabot::emulator::Answer;
using luabot::test::Desk;
using namespace std::chrono_literals;

namespace {

/// Serves a request of the webhook; the answer must come at once.
Answer serve(Desk& desk, const std::string& method, const std::string& peer = "10.0.0.1",
             const std::string& params = "{}") {
  Answer got;
  got.status = -1;
  desk.portal.serve(
      {.user = "1", .token = desk.portal.options().token, .method = method, .params = params, .peer = peer},
      [&](Answer answer) { got = std::move(answer); });
  return got;
}

std::string code(const Answer& answer) {
  return Json::parse(answer.body).value("error", "");
}

}  // namespace

TEST_CASE("the bucket holds fifty and leaks two a second for each address") {
  Desk desk;
  const auto take = [&](int count, const char* peer = "a") {
    int passed = 0;
    for (int i = 0; i < count; ++i) passed += serve(desk, "server.time", peer).status == 200 ? 1 : 0;
    return passed;
  };
  CHECK(take(60) == 50);
  CHECK(take(1, "b") == 1);
  const auto refused = serve(desk, "server.time", "a");
  CHECK(refused.status == 503);
  CHECK(code(refused) == "QUERY_LIMIT_EXCEEDED");
  desk.loop.advance(500ms);
  CHECK(take(3) == 1);
  desk.loop.advance(10s);
  CHECK(take(30) == 20);
  desk.loop.advance(1h);
  CHECK(take(60) == 50);
  desk.portal.set_limit({.on = false});
  CHECK(take(100) == 100);
  desk.portal.set_limit({.burst = 250, .rate = 5});
  desk.portal.fill_bucket("c", 240);
  CHECK(take(20, "c") == 10);
}

TEST_CASE("a wrong webhook is not let in") {
  Desk desk;
  const auto& token = desk.portal.options().token;
  CHECK(token.size() == 16);
  for (const auto& [user, said] : std::vector<std::pair<std::string, std::string>>{
           {"1", "wrong"}, {"1", ""}, {"2", token}, {"", token}, {"1", token + "x"}}) {
    Answer got;
    desk.portal.serve({.user = user, .token = said, .method = "server.time", .params = "{}", .peer = "a"},
                      [&](Answer answer) { got = std::move(answer); });
    CHECK(got.status == 401);
    CHECK(code(got) == "NO_AUTH_FOUND");
  }
}

TEST_CASE("an unknown method is not found") {
  Desk desk;
  const auto answer = serve(desk, "no.such.method");
  CHECK(answer.status == 404);
  CHECK(code(answer) == "ERROR_METHOD_NOT_FOUND");
}

TEST_CASE("the operating limit stops one method until its window ends") {
  Desk desk({.operating_limit = 10, .operating_cost = 4});
  for (int i = 1; i <= 3; ++i) {
    const auto time = Json::parse(serve(desk, "server.time").body)["time"];
    CHECK(time["operating"] == 4.0 * i);
  }
  const auto stopped = serve(desk, "server.time");
  CHECK(stopped.status == 429);
  CHECK(code(stopped) == "OPERATION_TIME_LIMIT");
  CHECK(code(serve(desk, "imbot.v2.Bot.list")) == "BOT_TOKEN_NOT_SPECIFIED");
  desk.loop.advance(10min);
  CHECK(serve(desk, "server.time").status == 200);
}

TEST_CASE("operating is told by the cloud alone") {
  Desk cloud;
  CHECK(cloud.ask("server.time", Json::object())["time"].contains("operating_reset_at"));
  Desk own({.cloud = false});
  CHECK_FALSE(own.ask("server.time", Json::object())["time"].contains("operating"));
}

TEST_CASE("each kind of fault has its answer") {
  Desk desk;
  const auto faulty = [&](const char* kind) {
    REQUIRE(desk.portal.faults().set({{.match = "Server.Time", .kinds = {kind}, .times = 1}}).ok());
    return serve(desk, "server.time");
  };
  const auto executed = [&] { return desk.portal.calls().records().back().executed; };
  CHECK(code(faulty("503")) == "QUERY_LIMIT_EXCEEDED");
  CHECK_FALSE(executed());
  CHECK(serve(desk, "server.time").status == 200);
  CHECK(faulty("429").status == 429);
  CHECK(faulty("500").status == 500);
  CHECK(code(faulty("expired_token")) == "expired_token");
  CHECK(faulty("html502").status == 502);
  CHECK(faulty("html200").body.find("<html>") != std::string::npos);
  CHECK(faulty("reset_before").delivery == Answer::Delivery::reset);
  CHECK_FALSE(executed());
  CHECK(faulty("reset_after").delivery == Answer::Delivery::reset);
  CHECK(executed());
  CHECK(desk.portal.calls().records().back().status == 0);
  CHECK(faulty("truncated").delivery == Answer::Delivery::truncated);
  CHECK(executed());
  CHECK(faulty("delay").status == -1);
  CHECK(faulty("delay_after").status == -1);
  CHECK_FALSE(desk.portal.faults().set({{.kinds = {"nonsense"}}}).ok());
  CHECK_FALSE(desk.portal.faults().set({{.kinds = {}}}).ok());
}

TEST_CASE("a fault can follow the execution and can carry any code") {
  Desk desk;
  const auto bot = desk.make_bot("a");
  const auto params = desk.with({{"dialogId", "1"}, {"fields", {{"message", "x"}}}}).dump();
  REQUIRE(desk.portal.faults()
              .set({{.kinds = {"error"}, .times = 1, .after = true, .code = "SENDING_FAILED"}})
              .ok());
  CHECK(code(serve(desk, "imbot.v2.Chat.Message.send", "a", params)) == "SENDING_FAILED");
  CHECK(desk.portal.messages(1, std::to_string(bot)).value().size() == 1);
}

TEST_CASE("one in ten is hit and the draws are those of the seed") {
  const auto draw = [](std::uint64_t seed) {
    Desk desk({.limit = {.on = false}});
    REQUIRE(desk.portal.faults().set({{.kinds = {"any"}, .one_in = 10, .seed = seed}}).ok());
    std::vector<std::string> hits;
    for (int i = 0; i < 1000; ++i) serve(desk, "server.time");
    for (const auto& call : desk.portal.calls().records()) hits.push_back(call.fault);
    return hits;
  };
  const auto hits = draw(7);
  const auto count = 1000 - std::count(hits.begin(), hits.end(), "");
  CHECK(count > 70);
  CHECK(count < 130);
  CHECK(std::set<std::string>(hits.begin(), hits.end()).size() == 10);
  CHECK(draw(7) == hits);
  CHECK(draw(8) != hits);
}

TEST_CASE("calls are recorded without their tokens") {
  Desk desk({.recorded_calls = 3});
  desk.make_bot("a");
  serve(desk, "imbot.v2.Bot.REGISTER", "a",
        R"({"auth":"s1","botToken":"s2","fields":{"botToken":"s3","code":"x","properties":{"name":"n"}}})");
  const auto call = desk.portal.calls().records().back();
  CHECK(call.method == "imbot.v2.Bot.REGISTER");
  CHECK(*call.params == Json::parse(R"({"fields":{"code":"x","properties":{"name":"n"}}})"));
  CHECK(call.status == 200);
  CHECK(call.arrived_ns == desk.loop.now().time_since_epoch().count());
  CHECK(call.written_ns == 0);
  desk.portal.note_written(call.number);
  CHECK(desk.portal.calls().records().back().written_ns > 0);

  serve(desk, "batch", "a", R"({"cmd":{"k":"imbot.v2.Bot.get?botToken=s4&code=x"}})");
  const auto& records = desk.portal.calls().records();
  REQUIRE(records.size() == 3);
  CHECK(*records[1].params == Json::parse(R"({"cmd":{"k":"imbot.v2.Bot.get"}})"));
  CHECK(records[2].batch == records[1].number);
  CHECK(*records[2].params == Json{{"code", "x"}});
  serve(desk, "server.time");
  CHECK(records.size() == 3);
  CHECK(records.back().number == 4);
}

TEST_CASE("a reset forgets everything but the options") {
  Desk desk({.token = "fixed"});
  desk.make_bot("a");
  desk.chat({7});
  desk.portal.shift_clock(5000);
  REQUIRE(desk.portal.faults().set({{.kinds = {"delay"}}}).ok());
  bool answered = false;
  desk.portal.serve({.user = "1", .token = "fixed", .method = "server.time", .params = "{}", .peer = "a"},
                    [&](const Answer&) { answered = true; });
  desk.portal.reset();
  desk.loop.advance(1s);
  CHECK_FALSE(answered);
  CHECK(desk.portal.bots().empty());
  CHECK(desk.portal.calls().records().empty());
  CHECK(desk.portal.now_ms() == desk.loop.wall_ms());
  CHECK(desk.portal.find_user(1)->name() == "John Smith");
  CHECK(desk.portal.find_user(7) == nullptr);
  CHECK(serve(desk, "server.time").status == 200);
}
