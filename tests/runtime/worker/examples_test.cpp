#include <filesystem>
#include <fstream>
#include <iterator>

#include <catch2/catch.hpp>
#include <nlohmann/json.hpp>

#include "tests/support/worker_process.h"

using luabot::test::run_event;
using luabot::test::RunResult;
using luabot::test::WorkerProcess;
using nlohmann::json;
namespace wire = luabot::wire;

namespace {

RunResult run_example(const std::string& name, const std::string& type, const json& data,
                      luabot::test::Answerer answer) {
  std::ifstream in(std::filesystem::path(LUABOT_SOURCE_DIR) / "examples" / name / "main.lua");
  WorkerProcess worker;
  worker.load(std::string(std::istreambuf_iterator<char>(in), {}));
  auto result = run_event(worker, {1, 1'700'000'000'000, 1, 0, type, data.dump()}, answer);
  INFO(result.done.error);
  REQUIRE(result.done.ok);
  return result;
}

json event(const json& extra = json::object()) {
  json data = {{"message", {{"id", 789}, {"text", "[b]hi[/b]"}, {"params", json::object()}}},
               {"chat", {{"dialogId", "chat5"}}},
               {"user", {{"id", 1}, {"name", "John"}}}};
  data.merge_patch(extra);
  return data;
}

std::string said(const RunResult& result) {
  REQUIRE_FALSE(result.calls.empty());
  CHECK(result.calls.back().op == "imbot.v2.Chat.Message.send");
  return json::parse(result.calls.back().params)["fields"]["message"];
}

std::pair<bool, std::string> portal(const wire::Call& call) {
  if (call.service == "store") return {true, call.op == "get" ? "4" : "true"};
  if (call.op == "imbot.v2.Chat.Message.get")
    return {true, R"({"message":{"id":77,"text":"first\nsecond"},"user":{"id":2,"name":"Ann"}})"};
  if (call.op == "imbot.v2.Chat.Message.getContext")
    return {true,
            R"({"messages":[{"authorId":1},{"authorId":2},{"authorId":1},{"authorId":0,"isSystem":true}],
                      "users":[{"id":1,"name":"John"},{"id":2,"name":"Ann"}],"hasPrevPage":false})"};
  return luabot::test::answer_id(call);
}

std::pair<bool, std::string> refusing_reads(const wire::Call& call) {
  if (call.op == "imbot.v2.Chat.Message.get")
    return {false, R"({"code":"MESSAGE_NOT_FOUND","description":"Not found"})"};
  return luabot::test::answer_id(call);
}

}  // namespace

TEST_CASE("echo says back what it hears") {
  const auto result = run_example("echo", "ONIMBOTV2MESSAGEADD", event(), &portal);
  CHECK(said(result) ==
        "You said: [\xe2\x80\x8b"
        "b]hi[\xe2\x80\x8b/b]");
}

TEST_CASE("coffee shows a keyboard and counts the orders") {
  const auto order = [](const std::string& size) {
    return run_example("coffee", "ONIMBOTV2COMMANDADD",
                       event({{"command", {{"id", 1}, {"command", "/order"}, {"params", size}}}}), &portal);
  };
  const auto asked = order("");
  CHECK(said(asked) == "Which size?");
  const auto keyboard = json::parse(asked.calls[0].params)["fields"]["keyboard"];
  REQUIRE(keyboard.size() == 5);
  CHECK(keyboard[2] == json::parse(R"({"TEXT":"Large","COMMAND":"order","COMMAND_PARAMS":"large",
                                       "BG_COLOR_TOKEN":"primary","DISPLAY":"LINE"})"));
  CHECK(keyboard[3] == json::parse(R"({"TYPE":"NEWLINE"})"));
  const auto ordered = order("large");
  CHECK(said(ordered) == "[b]Large[/b] coffee for John, order #5.");
  REQUIRE(ordered.calls.size() == 3);
  CHECK(ordered.calls[1].params == R"({"key":"orders","value":5})");
  CHECK(said(order("huge")).rfind("There is no huge coffee", 0) == 0);
}

TEST_CASE("supervisor quotes what a message answers") {
  CHECK(run_example("supervisor", "ONIMBOTV2MESSAGEADD", event(), &portal).calls.empty());
  const auto answering = event({{"message", {{"params", {{"REPLY_ID", 77}}}}}});
  CHECK(said(run_example("supervisor", "ONIMBOTV2MESSAGEADD", answering, &portal)) ==
        "John answers Ann, who wrote:\n>>first\n>>second");
  CHECK(said(run_example("supervisor", "ONIMBOTV2MESSAGEADD", answering, &refusing_reads)) ==
        "I cannot read the message that this answers: Not found");
}

TEST_CASE("supervisor sums up the context") {
  const auto result =
      run_example("supervisor", "ONIMBOTV2COMMANDADD",
                  event({{"command", {{"id", 1}, {"command", "/summary"}, {"params", ""}}}}), &portal);
  CHECK(said(result) == "4 messages:\nJohn: 2\nAnn: 1");
  CHECK(result.calls[0].params == R"({"messageId":789,"range":50})");
}
