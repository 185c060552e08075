#include <catch2/catch.hpp>
#include <nlohmann/json.hpp>

#include "runtime/wire/frame.h"
#include "tests/runtime/runs/flow.h"

using namespace luabot;
using namespace luabot::test;
using namespace std::chrono_literals;

namespace {

constexpr const char* steps_recorded = "SELECT count(*) FROM steps WHERE finished = 1";
constexpr const char* read_bot = "imbot.v2.Bot.get";

Json error_of(const Asked& asked) {
  REQUIRE(asked.answered);
  REQUIRE_FALSE(asked.ok);
  return Json::parse(asked.value);
}

}  // namespace

TEST_CASE("an answer goes to the script at once and is recorded") {
  Flow flow;
  const auto sent = flow.call(0, send_message, message("hi"));
  REQUIRE(flow.requests() == 1);
  flow.loop().advance(250ms);
  flow.answer(0, R"({"id":7})");
  REQUIRE(sent->answered);
  CHECK(sent->ok);
  CHECK(sent->value == R"({"id":7})");
  CHECK(sent->wall_ms == flow.loop().wall_ms());
  flow.opened->flush();
  CHECK(flow.committed("SELECT value FROM steps WHERE number = 0") == R"({"id":7})");
}

TEST_CASE("it is told when a message has been sent, and of nothing else") {
  Flow flow;
  int told = 0;
  flow.effects->on_message([&] { ++told; });
  (void)flow.call(0, read_bot, "{}");
  flow.answer(0, "{}");
  (void)flow.call(1, send_message, message("hi"));
  REQUIRE(flow.wait_requests(2));
  CHECK(told == 0);
  flow.refuse(1, "DIALOG_NOT_FOUND");
  CHECK(told == 0);
  (void)flow.call(2, send_message, message("hi"));
  REQUIRE(flow.wait_requests(3));
  flow.answer(2, R"({"id":7})");
  CHECK(told == 1);
}

TEST_CASE("a recorded step is answered without a request and with its old time") {
  Flow flow;
  const auto first = flow.call(0, send_message, message("hi"));
  flow.answer(0, R"({"id":7})");
  flow.opened->flush();
  flow.loop().advance(1h);
  const auto again = flow.call(0, send_message, message("hi"));
  CHECK(again->value == first->value);
  CHECK(again->wall_ms == first->wall_ms);
  flow.restart();
  flow.loop().advance(2h);
  const auto replayed = flow.call(0, send_message, message("hi"));
  REQUIRE(replayed->answered);
  CHECK(replayed->ok);
  CHECK(replayed->value == first->value);
  CHECK(replayed->wall_ms == first->wall_ms);
  CHECK(flow.requests() == 0);
}

TEST_CASE("a recorded error is an error on replay") {
  Flow flow;
  const auto first = flow.call(0, send_message, message("hi"));
  flow.refuse(0, "DIALOG_NOT_FOUND");
  flow.opened->flush();
  flow.restart();
  const auto replayed = flow.call(0, send_message, message("hi"));
  CHECK(error_of(*replayed)["code"] == "DIALOG_NOT_FOUND");
  CHECK(replayed->value == first->value);
  CHECK(flow.requests() == 0);
}

TEST_CASE("a step that asks for something else than the first time is a divergence") {
  Flow flow;
  flow.call(0, send_message, message("hi"));
  flow.answer(0, R"({"id":7})");
  const auto other = flow.call(0, send_message, message("ho"));
  CHECK_FALSE(other->answered);
  CHECK_THAT(other->diverged, Catch::Contains("step 0") && Catch::Contains("Chat.Message.send"));
  CHECK(flow.requests() == 1);
}

TEST_CASE("a step asked again while it is under way joins the first") {
  Flow flow;
  const auto first = flow.call(0, send_message, message("hi"));
  const auto again = flow.call(0, send_message, message("hi"));
  CHECK(flow.requests() == 1);
  flow.answer(0, R"({"id":7})");
  CHECK(first->answers + again->answers == 1);
  const auto third = flow.call(0, send_message, message("hi"));
  CHECK(third->value == R"({"id":7})");
  CHECK(flow.requests() == 1);
}

TEST_CASE("a step under way that is asked for differently is a divergence") {
  Flow flow;
  flow.call(0, send_message, message("hi"));
  const auto other = flow.call(0, send_message, message("ho"));
  CHECK_THAT(other->diverged, Catch::Contains("step 0"));
  CHECK(flow.requests() == 1);
}

TEST_CASE("a mistake before the step under way is answered again on replay") {
  Flow flow;
  const auto mistake = flow.call(0, send_message, "{}");
  REQUIRE(mistake->answered);
  flow.call(1, send_message, message("hi"));
  const auto again = flow.call(0, send_message, "{}");  // the worker died and its successor replays
  REQUIRE(again->answered);
  CHECK(again->value == mistake->value);
  const auto joined = flow.call(1, send_message, message("hi"));
  CHECK(joined->diverged.empty());
  CHECK(flow.requests() == 1);
}

TEST_CASE("another effect beside the one under way is a divergence") {
  Flow flow;
  flow.call(1, send_message, message("hi"));
  const auto api = flow.call(0, send_message, message("hi"));
  CHECK_THAT(api->diverged, Catch::Contains("step 0") && Catch::Contains("step 1"));
  const auto store = flow.ask(2, "store", "get", R"({"key":"k"})");
  CHECK_THAT(store->diverged, Catch::Contains("step 2"));
  CHECK(flow.requests() == 1);
}

TEST_CASE("the answer to a mistake tells the time of the answer before it") {
  Flow flow;
  flow.loop().advance(1h);
  const auto mistake = flow.call(0, send_message, "{}");
  CHECK(mistake->wall_ms == flow.run->record.wall_ms);
  const auto good = flow.call(1, send_message, message("hi"));
  flow.answer(0, "{}");
  flow.loop().advance(1h);
  CHECK(flow.call(2, send_message, "{}")->wall_ms == good->wall_ms);
  CHECK(flow.call(0, send_message, "{}")->wall_ms == mistake->wall_ms);
}

TEST_CASE("the next effect waits until the record of the last answer is committed") {
  Flow flow;
  flow.call(0, send_message, message("one"));
  flow.answer(0, "{}");
  std::string seen;
  flow.transport->on_post = [&] { seen = flow.committed(steps_recorded); };
  const auto second = flow.call(1, send_message, message("two"));
  // Commits are told by the loop, which has not run since the answer.
  CHECK(flow.requests() == 1);
  REQUIRE(flow.wait_requests(2));
  CHECK(seen == "1");
  flow.answer(1, "{}");
  CHECK(second->answered);
}

TEST_CASE("a read does not wait for the record of the last answer") {
  Flow flow;
  flow.call(0, send_message, message("one"));
  flow.transport->fake.answer(0, 200, R"({"result":{}})");
  flow.call(1, read_bot, "{}");
  CHECK(flow.requests() == 2);
}

TEST_CASE("an effect that waits for a record goes out once however often it is asked for") {
  Flow flow;
  flow.call(0, send_message, message("one"));
  flow.answer(0, "{}");
  flow.call(1, send_message, message("two"));
  flow.call(1, send_message, message("two"));
  REQUIRE(flow.wait_requests(2));
  flow.opened->flush();
  CHECK(flow.requests() == 2);
}

TEST_CASE("a run that is closed has no further effects") {
  Flow flow;
  flow.call(0, send_message, message("one"));
  flow.answer(0, "{}");
  const auto gated = flow.call(1, send_message, message("two"));
  flow.run->close();
  flow.opened->flush();
  CHECK(flow.requests() == 1);
  CHECK_FALSE(gated->answered);

  flow.begin_run(200);
  const auto under_way = flow.call(0, send_message, message("three"));
  flow.run->close();
  CHECK(flow.transport->fake.requests.at(1)->given_up);
  CHECK_FALSE(under_way->answered);

  flow.begin_run(300);
  const auto begun = flow.call(0, "custom.add", "{}");
  flow.run->close();
  flow.opened->flush();
  CHECK(flow.requests() == 2);
  CHECK_FALSE(begun->answered);
}

TEST_CASE("a service that there is not is an error") {
  Flow flow;
  CHECK(error_of(*flow.ask(0, "http", "get", "{}"))["code"] == "UNKNOWN_SERVICE");
}

TEST_CASE("an answer that no frame to the worker can hold is an error") {
  Flow flow;
  const auto read = flow.call(0, read_bot, "{}");
  flow.answer(0, Json(std::string(wire::max_frame, 'x')).dump());
  CHECK(error_of(*read)["code"] == "ANSWER_TOO_LARGE");
  CHECK(flow.call(0, read_bot, "{}")->value == read->value);
}

TEST_CASE("an error names its method and status and tells no secret") {
  Flow flow;
  const auto sent = flow.call(0, send_message, message("hi"));
  flow.refuse(0, "ACCESS_DENIED", std::string("bad token ") + token);
  const Json error = error_of(*sent);
  CHECK(error["code"] == "ACCESS_DENIED");
  CHECK(error["method"] == send_message);
  CHECK(error["status"] == 400);
  CHECK_THAT(error["description"].get<std::string>(), Catch::Contains("bad token"));
  CHECK_THAT(sent->value, !Catch::Contains(token));
}

TEST_CASE("a typing indicator that does not go out is no error of the script's") {
  Flow flow;
  const auto typing = flow.call(0, "imbot.v2.Chat.InputAction.notify", R"({"dialogId":"chat5"})");
  REQUIRE(flow.wait_requests(1));
  flow.transport->fake.fail(0, client::Reached::nowhere);
  flow.loop().settle();
  REQUIRE(typing->answered);
  CHECK(typing->ok);
  CHECK(typing->value == "false");
}
