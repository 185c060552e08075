#include <catch2/catch.hpp>

#include "tests/support/worker_process.h"

using luabot::test::run_event;
using luabot::test::WorkerProcess;
namespace wire = luabot::wire;

namespace {

std::pair<bool, std::string> refuse(const wire::Call&) {
  return {
      false,
      R"({"code":"ACCESS_DENIED","description":"Access denied","status":403,"method":"imbot.v2.Chat.get"})"};
}

/// The error of a handler with this body, which begins at line 5.
std::string failed(const std::string& body, luabot::test::Answerer answer = &luabot::test::answer_id) {
  WorkerProcess worker;
  worker.load(
      "local luabot, b24 = require 'luabot', require 'b24'\nlocal store, ui = require 'store', require 'ui'\n"
      "local bot = luabot.bot { code = 't', properties = { name = 'T' } }\nbot:on('message', "
      "function(msg)\n" +
      body + "\nend)");
  const auto result = run_event(
      worker,
      {1, 0, 0, 0, "ONIMBOTV2MESSAGEADD", R"({"chat":{"dialogId":"chat5"},"message":{"id":1,"text":"x"}})"},
      answer);
  CHECK_FALSE(result.done.ok);
  return result.done.error;
}

std::string first_line(const std::string& text) {
  return text.substr(0, text.find('\n'));
}

}  // namespace

TEST_CASE("an error ends its run with a traceback of the script") {
  const auto error = failed("local function inner()\n  error('broken')\nend\ninner()");
  CHECK(error.rfind("main.lua:6: broken\nstack traceback:\n\tmain.lua:6: in function 'inner'\n\tmain.lua:8: "
                    "in function",
                    0) == 0);
  CHECK(error.find("[luabot]") == std::string::npos);
  CHECK(error.find("0x") == std::string::npos);
}

TEST_CASE("a refused call prints as one line") {
  CHECK(first_line(failed("\nb24.imbot.v2.Chat.get { dialogId = 'chat5' }", &refuse)) ==
        "imbot.v2.Chat.get: ACCESS_DENIED: Access denied (main.lua:6)");
  CHECK(failed("\nb24.imbot.v2.Chat.get {}", &refuse).find("\n\tmain.lua:6: in function") !=
        std::string::npos);
}

TEST_CASE("errors of any type are told") {
  CHECK(first_line(failed("error({ code = 'X', n = 1 })")) == R"(error raised with {"code":"X","n":1})");
  CHECK(first_line(failed("error()")) == "error raised with a nil");
  CHECK(first_line(failed("error(print)")) == "error raised with a function");
  CHECK(first_line(failed("error({ f = print })")) == "error raised with a table");
  CHECK(first_line(failed("error(setmetatable({}, { __tostring = function() return 'mine' end }))")) ==
        "mine");
  CHECK(first_line(failed("error(setmetatable({}, { __tostring = function() error('x') end }))")) ==
        "error raised with {}");
  CHECK(first_line(failed("error('bad \\255 byte', 0)")) == "bad \xef\xbf\xbd byte");
}

TEST_CASE("an error after a call still has its traceback") {
  const auto error = failed("b24.call('x')\nlocal t\nreturn t.y");
  CHECK(first_line(error) == "main.lua:7: attempt to index local 't' (a nil value)");
  CHECK(error.find("main.lua:7: in function <main.lua:4>") != std::string::npos);
}

TEST_CASE("values that cannot be sent are named with their path and line") {
  CHECK(first_line(failed("\nmsg:reply { message = 'x', keyboard = { { x = 1 }, { x = print } } }")) ==
        "main.lua:6: imbot.v2.Chat.Message.send: fields.keyboard[2].x: a function cannot be sent");
  CHECK(first_line(failed("b24.call('m', { a = 0/0 })")) == "main.lua:5: m: a: NaN cannot be sent");
  CHECK(first_line(failed("b24.call('m', { a = 'ab\\255' })")) ==
        "main.lua:5: m: a: invalid UTF-8 at byte 3");
  CHECK(first_line(failed("store.set('k', { f = print })")) ==
        "main.lua:5: store.set: value.f: a function cannot be sent");
  CHECK(first_line(failed("local t = {} t.t = t store.set('k', t)")) ==
        "main.lua:5: store.set: value.t: a cycle: it is value again");
}

TEST_CASE("a call too large for a frame is refused") {
  CHECK(first_line(failed("b24.call('m', { a = ('x'):rep(17 * 2^20) })")) ==
        "main.lua:5: m: 17825800 bytes are too much for one call");
}

TEST_CASE("where a call cannot wait it says so") {
  CHECK(first_line(failed("('x'):gsub('x', function() b24.call('m') end)")) ==
        "main.lua:5: m: cannot wait inside table.sort, string.gsub or a metamethod called from C");
  CHECK(first_line(failed("coroutine.yield(1)")) ==
        "coroutine.yield outside of a coroutine of the script's own");
}

TEST_CASE("a run that fails leaves the others alone") {
  WorkerProcess worker;
  worker.load(
      "local luabot, b24 = require 'luabot', require 'b24'\nlocal bot = luabot.bot { code = 't', properties "
      "= { name "
      "= 'T' } }\nbot:on('message', function(msg) b24.call('x') if msg.text == 'bad' then error('x') end "
      "end)");
  worker.send(wire::Start{1, 0, 0, 0, "ONIMBOTV2MESSAGEADD", R"({"message":{"text":"bad"}})"});
  worker.send(wire::Start{2, 0, 0, 0, "ONIMBOTV2MESSAGEADD", R"({"message":{"text":"good"}})"});
  CHECK(worker.next().type == wire::Type::call);
  CHECK(worker.next().type == wire::Type::call);
  worker.send(wire::Answer{1, 0, 0, true, "1"});
  worker.send(wire::Answer{2, 0, 0, true, "1"});
  CHECK_FALSE(worker.next().as<wire::Done>().ok);
  CHECK(worker.next().as<wire::Done>().ok);
}

TEST_CASE("endless recursion is an error of its run") {
  CHECK(failed("local function f() return 1 + f() end f()").find("stack overflow") != std::string::npos);
}
