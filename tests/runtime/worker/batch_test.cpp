#include <catch2/catch.hpp>
#include <nlohmann/json.hpp>

#include "tests/support/worker_process.h"

using luabot::test::run_event;
using luabot::test::WorkerProcess;
using nlohmann::json;
namespace wire = luabot::wire;

namespace {

constexpr const char* answer = R"({"result":{"me":{"id":7},"2":"two","none":null},
  "result_error":{"boss":{"error":"ACCESS_DENIED","error_description":"No"}},
  "result_next":[],"result_total":{"me":12},"result_time":[]})";

std::pair<bool, std::string> portal(const wire::Call& call) {
  if (json::parse(call.params)["cmd"].contains("all_fail"))
    return {false, R"({"code":"TIMED_OUT","description":"no answer","status":0,"method":"batch"})"};
  return {true, answer};
}

std::pair<bool, std::string> empty(const wire::Call&) {
  return {true, R"({"result":[],"result_error":[],"result_next":[],"result_total":[]})"};
}

luabot::test::RunResult run(const std::string& body, luabot::test::Answerer by = &portal) {
  WorkerProcess worker;
  worker.load(R"(local luabot, b24 = require "luabot", require "b24"
local bot = luabot.bot { code = "t", properties = { name = "T" } }
local function refused(wanted, ...)
  local ok, why = pcall(b24.batch, ...)
  assert(not ok, "it was not refused")
  assert(tostring(why):find(wanted, 1, true), tostring(why))
end
bot:on("message", function()
)" + body + "\nend)");
  auto result = run_event(worker, {1, 1'700'000'000'000, 7, 0, "ONIMBOTV2MESSAGEADD", "{}"}, by);
  INFO(result.done.error);
  CHECK(result.done.ok);
  return result;
}

json order_of(const wire::Call& call) {
  return json::parse(call.params)["order"];
}

}  // namespace

TEST_CASE("the calls of a batch come back by their names") {
  const auto result = run(R"lua(
    local got, errors, pages = b24.batch { me = { "im.user.get", { ID = 7 } }, boss = { "im.user.get" } }
    assert(got.me.id == 7 and got.boss == nil and errors.me == nil and pages.total.me == 12)
    local err = errors.boss
    assert(err.code == "ACCESS_DENIED" and err.method == "im.user.get" and err.where == "main.lua:10")
    assert(tostring(err) == "im.user.get: ACCESS_DENIED: No (main.lua:10)"))lua");
  REQUIRE(result.calls.size() == 1);
  CHECK(result.calls[0].service == "batch");
  CHECK(result.calls[0].where == "main.lua:10");
  CHECK(json::parse(result.calls[0].params) ==
        json::parse(R"({"cmd":{"boss":{"method":"im.user.get","params":{}},
          "me":{"method":"im.user.get","params":{"ID":7}}},"halt":false,"order":["boss","me"]})"));
}

TEST_CASE("the calls of a list come back by their numbers") {
  const auto result = run(R"lua(
    local got, errors = b24.batch({ { "a.b" }, { "c.d" }, halt = true }, { retry = "always", timeout = 5 })
    assert(got[2] == "two" and got[1] == nil and next(errors) == "boss"))lua");
  CHECK(order_of(result.calls[0]) == json({"1", "2"}));
  CHECK(json::parse(result.calls[0].params)["halt"] == true);
  CHECK(json::parse(result.calls[0].options) == json::parse(R"({"retry":"always","timeout":5})"));
}

TEST_CASE("what PHP writes as an empty list is a table without entries") {
  run(R"lua(local got, errors, pages = b24.batch { a = { "x.y" } }
    assert(next(got) == nil and next(errors) == nil and next(pages.next) == nil))lua",
      &empty);
}

TEST_CASE("a call of a batch comes after those that it refers to") {
  const auto result = run(R"lua(b24.batch { a = { "m", { X = { "$result[c][id]" } } }, b = { "m" },
      c = { "m", { T = "see $result[d][0] and $result[b]" } }, d = { "m" } }
    b24.batch { { "m", { X = "$result[2]" } }, { "m" } })lua");
  CHECK(order_of(result.calls[0]) == json({"b", "d", "c", "a"}));
  CHECK(order_of(result.calls[1]) == json({"2", "1"}));
}

TEST_CASE("a batch that fails as a whole raises or is returned") {
  run(R"lua(local ok, err = pcall(b24.batch, { all_fail = { "m" } })
    assert(not ok and err.code == "TIMED_OUT" and err.method == "batch")
    local got, why = b24.try.batch { all_fail = { "m" } }
    assert(got == nil and why.code == "TIMED_OUT")
    got = b24.try.batch { me = { "m" } }
    assert(got.me.id == 7))lua");
}

TEST_CASE("what is wrong with a batch is said before anything is asked") {
  const auto result = run(R"lua(
    refused("b24.batch: the calls is missing")
    refused("b24.batch: there are no calls", { halt = true })
    refused('cmd.user: a call is { "method.name", { parameters } }, not a number', { user = 5 })
    refused("cmd.user[1], the method's name is missing", { user = {} })
    refused("cmd.user[2], the parameters must be a table, not a string", { user = { "m", "x" } })
    refused('cmd.user: [ID] is too much', { user = { "m", ID = 7 } })
    refused("'my user' is no name of a call", { ["my user"] = { "m" } })
    refused("cmd.b refers to $result[usr], and there is no such call; did you mean 'user'?",
      { user = { "m" }, b = { "m", { "$result[usr][id]" } } })
    refused("wait for each other's results", { a = { "m", { "$result[b]" } }, b = { "m", { "$result[a]" } } })
    refused("the portal's own form goes through b24.call", { cmd = { user = "im.user.get?ID=7" }, halt = 1 })
    refused("unknown field 'options.halt'", { a = { "m" } }, { halt = true })
    refused("b24.batch: options must be a table, not a boolean", { a = { "m" } }, true)
    refused("cmd.a.params.f: a function cannot be sent", { a = { "m", { f = print } } })
    local many = {}
    for i = 1, 51 do many[i] = { "m" } end
    refused("51 calls, and the portal takes 50 at a time", many))lua");
  CHECK(result.calls.empty());
}
