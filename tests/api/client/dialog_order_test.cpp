// Calls of one dialog reach the portal in the order in which they were made, however they share requests.
#include <catch2/catch.hpp>

#include "tests/api/client/batch_bench.h"

using namespace luabot;
using namespace luabot::client;
using namespace std::chrono_literals;
using catalog::Repeat;

namespace {

struct Bench : test::BatchBench {
  using BatchBench::call;
  /// A call that is known by its number, and may be repeated as messages may.
  std::optional<Result<Answer>>& say(int number, const std::string& dialog) {
    Call one{"im.user.get", R"({"ID":)" + std::to_string(number) + "}", Repeat::deduplicated};
    one.dialog = dialog;
    one.timeout = 10min;
    return call(std::move(one));
  }
  /// The numbers in that request.
  [[nodiscard]] std::string sent(std::size_t number) const {
    std::string out;
    const auto add = [&out](const std::string& text) { out += (out.empty() ? "" : " ") + text; };
    if (request(number).method != "batch") {
      add(Json::parse(request(number).body).at("ID").dump());
    } else {
      const auto commands = cmd(number);
      for (std::size_t i = 0; i < commands.size(); ++i) {
        const auto text = commands.at("c" + std::to_string(i)).get<std::string>();
        add(text.substr(text.find('=') + 1));
      }
    }
    return out;
  }
  static Json failed(const char* code) { return {{"error", code}}; }
};

}  // namespace

TEST_CASE(
    "what the portal sent back from a batch is overtaken by no more of its dialog, and others go along") {
  const auto* code = GENERATE("INTERNAL_SERVER_ERROR", "SENDING_FAILED");
  Bench bench;
  const auto& a = bench.say(1, "chat1");
  const auto& b = bench.say(2, "chat1");
  (void)bench.say(3, "chat2");
  bench.loop.advance(2s);
  REQUIRE(bench.sent(1) == "1 3 2");
  bench.answer(1, {{"result", {{"c1", 1}, {"c2", 1}}}, {"result_error", {{"c0", Bench::failed(code)}}}});
  CHECK(b);  // it was carried out, and that cannot be undone
  (void)bench.say(4, "chat1");
  (void)bench.say(5, "chat1");
  (void)bench.say(6, "chat3");
  bench.loop.advance(2s);
  REQUIRE(bench.net->requests.size() == 3);
  CHECK(bench.sent(2) == "6 1");
  bench.answer(2, {{"result", {{"c0", 1}}}, {"result_error", {{"c1", Bench::failed(code)}}}});
  bench.loop.advance(5s);
  REQUIRE(bench.net->requests.size() == 4);
  CHECK(bench.sent(3) == "1");
  CHECK_FALSE(a);
  bench.net->ok(3);
  CHECK(a->ok());
  bench.loop.advance(5s);
  REQUIRE(bench.net->requests.size() == 5);
  CHECK(bench.sent(4) == "4 5");
}

TEST_CASE("a call that had no answer when it went alone is overtaken by nothing of its dialog") {
  Bench bench;
  (void)bench.say(1, "chat1");
  bench.loop.advance(2s);
  bench.net->fail(1, Reached::perhaps);
  for (int i = 2; i < 5; ++i) (void)bench.say(i, "chat1");
  bench.loop.advance(5s);
  REQUIRE(bench.net->requests.size() == 3);
  CHECK(bench.sent(2) == "1");
  bench.net->ok(2);
  bench.loop.advance(5s);
  REQUIRE(bench.net->requests.size() == 4);
  CHECK(bench.sent(3) == "2 3 4");
}

TEST_CASE("what was refused for a method's time goes together and in order when it may") {
  Bench bench;
  for (int i = 1; i < 4; ++i) (void)bench.say(i, "chat1");
  bench.loop.advance(2s);
  REQUIRE(bench.sent(1) == "1 2 3");
  const auto over = Bench::failed("OPERATION_TIME_LIMIT");
  bench.answer(1, {{"result_error", {{"c0", over}, {"c1", over}, {"c2", over}}}});
  (void)bench.say(4, "chat1");
  bench.loop.advance(2min);
  REQUIRE(bench.net->requests.size() == 3);
  CHECK(bench.sent(2) == "1 2 3 4");
}

TEST_CASE("nothing of its dialog overtakes a call whose method may not be called now") {
  Bench bench;
  (void)bench.call("crm.deal.list", Repeat::read);
  bench.loop.advance(2s);
  bench.net->error(1, 429, "OPERATION_TIME_LIMIT");
  Call slow{"crm.deal.list", R"({"ID":1})", Repeat::read};
  slow.timeout = 10min;
  slow.dialog = "chat1";
  SECTION("it would begin a request") {
    (void)bench.call(slow);
    (void)bench.say(2, "chat1");
    (void)bench.say(3, "chat2");
  }
  SECTION("it would go along") {
    (void)bench.say(3, "chat2");
    (void)bench.call(slow);
    (void)bench.say(2, "chat1");
  }
  bench.loop.advance(30s);
  REQUIRE(bench.net->requests.size() == 3);
  CHECK(bench.sent(2) == "3");
  bench.loop.advance(1min);
  std::string rest;
  for (std::size_t i = 3; i < bench.net->requests.size(); ++i) rest += bench.net->requests[i]->body;
  CHECK(rest.find("ID=1") < rest.find("ID=2"));
}

TEST_CASE("the next call of a dialog goes out when the deadline of the one before has passed") {
  test::ClientBench bench(Limit{50, 2});
  Call one{"im.user.get", "{}", Repeat::read};
  one.dialog = "chat1";
  one.timeout = 5s;
  (void)bench.call(one);
  one.timeout = 1min;
  (void)bench.call(one);
  bench.loop.advance(4999ms);
  CHECK(bench.net->requests.size() == 1);
  bench.loop.advance(1ms);
  CHECK(bench.net->requests.size() == 2);
}
