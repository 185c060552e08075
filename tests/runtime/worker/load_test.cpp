#include <catch2/catch.hpp>
#include <nlohmann/json.hpp>

#include "tests/support/worker_process.h"

using luabot::test::WorkerProcess;
using nlohmann::json;

namespace {

std::string failure(const std::string& main) {
  return WorkerProcess().load_failure(main);
}

const std::string bot = R"(local luabot = require "luabot"
local bot = luabot.bot { code = "t", properties = { name = "T" } }
)";

}  // namespace

TEST_CASE("a loaded bundle tells what it registered") {
  WorkerProcess worker;
  const auto definition = json::parse(worker.load(R"(
    local luabot = require "luabot"
    local bot = luabot.bot { code = "pizza", type = "supervisor", properties = { name = "Pizza", color = "red" },
                             isHidden = true }
    bot:command("/Order", { title = { en = "Order", de = "Bestellen" }, params = "size" }, print)
    bot:command("help", "Help", print)
    bot:command("bare", print)
    bot:on("message", print)
    bot:on("ONIMV2JOINCHAT", print)
    bot:on("*", print)
  )"));
  CHECK(definition == json::parse(R"({
    "code": "pizza", "type": "supervisor", "properties": {"name": "Pizza", "color": "red"}, "fields": {"isHidden": true},
    "handlers": ["*", "ONIMBOTV2COMMANDADD", "ONIMBOTV2MESSAGEADD", "ONIMV2JOINCHAT"],
    "commands": [
      {"command": "bare", "title": {"en": "/bare"}, "params": {}, "common": false, "hidden": false},
      {"command": "help", "title": {"en": "Help"}, "params": {}, "common": false, "hidden": false},
      {"command": "order", "title": {"en": "Order", "de": "Bestellen"}, "params": {"en": "size"}, "common": false,
       "hidden": false}]})"));
  CHECK(worker.finish() == 0);
}

TEST_CASE("a bundle that does not load says where") {
  CHECK(failure("\n\nx x") == "main.lua:3: '=' expected near 'x'");
  CHECK(failure("local t = nil\nlocal function f()\n  return t.x\nend\nf()")
            .rfind("main.lua:3: attempt to index", 0) == 0);
  CHECK(failure("local t = nil\nlocal function f()\n  return t.x\nend\nf()")
            .find("main.lua:5: in main chunk") != std::string::npos);
  CHECK(failure("return 1") == "main.lua: no bot: call luabot.bot{ code = \"…\" }");
  CHECK(failure("error({code='X'})").rfind("error raised with {\"code\":\"X\"}", 0) == 0);
  CHECK(failure("\x1bLJ bytecode") == "main.lua: bytecode is not loaded, only source text");
  CHECK(failure("coroutine.yield()") == "main.lua: the top level cannot yield");
}

TEST_CASE("a failed worker exits") {
  WorkerProcess worker;
  worker.load_failure("x");
  CHECK(worker.finish() == 1);
}

TEST_CASE("a wrong declaration is explained") {
  const auto declared = [](const std::string& fields) {
    const auto text = failure("local luabot = require 'luabot'\nluabot.bot { " + fields + " }");
    return text.substr(0, text.find('\n'));
  };
  CHECK(declared("properties = { name = 'x' }") == "main.lua:2: luabot.bot: code is missing");
  CHECK(declared("code = 5, properties = { name = 'x' }") ==
        "main.lua:2: luabot.bot: code must be a string, not a number");
  CHECK(declared("code = 'x'") == "main.lua:2: luabot.bot: properties is missing");
  CHECK(declared("code = 'x', properties = {}") == "main.lua:2: luabot.bot: properties.name is missing");
  CHECK(declared("cod = 'x', properties = { name = 'x' }") ==
        "main.lua:2: luabot.bot: unknown field 'cod'; did you mean 'code'?");
  CHECK(declared("code = 'x', properties = { nmae = 'x' }") ==
        "main.lua:2: luabot.bot: unknown field 'properties.nmae'; did you mean 'name'?");
  CHECK(declared("code = 'x', type = 'supervizor', properties = { name = 'x' }") ==
        "main.lua:2: luabot.bot: type cannot be 'supervizor'; did you mean 'supervisor'?; it is bot, "
        "openline, personal "
        "or supervisor");
  CHECK(declared("code = 'x', botToken = 'y', properties = { name = 'x' }") ==
        "main.lua:2: luabot.bot: 'botToken' does not belong here: the host makes the token");
}

TEST_CASE("a wrong registration is explained") {
  const auto registered = [](const std::string& line) {
    const auto text = failure(bot + line);
    return text.substr(0, text.find('\n'));
  };
  CHECK(
      registered("bot:on('mesage', print)")
          .rfind("main.lua:3: bot:on: no event 'mesage'; did you mean 'message'?; known are command, context",
                 0) == 0);
  CHECK(registered("bot:on('message', print) bot:on('ONIMBOTV2MESSAGEADD', print)") ==
        "main.lua:3: bot:on: 'ONIMBOTV2MESSAGEADD' has a handler already, at main.lua:3");
  CHECK(registered("bot:on('message')") == "main.lua:3: bot:on: the handler of 'message' is missing");
  CHECK(registered("bot:command('a', print)\nbot:command('/A', print)") ==
        "main.lua:4: bot:command: /a has a handler already, at main.lua:3");
  CHECK(registered("bot:command('a', { titel = 'x' }, print)") ==
        "main.lua:3: bot:command: unknown field 'titel'; did you mean 'title'?");
  CHECK(registered("bot:command('a b', print)") == "main.lua:3: bot:command: 'a b' is no name of a command");
  CHECK(registered("luabot.bot { code = 'u', properties = { name = 'U' } }") ==
        "main.lua:3: luabot.bot: one bundle is one bot, and the other is at main.lua:2");
}

TEST_CASE("calls of the host at the top level are refused") {
  CHECK(failure("local b24 = require 'b24'\nb24.im.user.get{}")
            .rfind("main.lua:2: im.user.get: not while the script loads; call it in a handler", 0) == 0);
  CHECK(failure("require 'store'.get('x')").rfind("main.lua:1: store.get: not while the script loads", 0) ==
        0);
}

TEST_CASE("require finds the bundle first and explains what it does not find") {
  WorkerProcess worker;
  worker.load({{"main.lua", bot + R"(
      assert(require "a.b" == "a.b" and require "a" == "a" and require "a.b" == "a.b")
      assert(require "log" == "mine")
      assert(require "empty" == true))"},
               {"a/b.lua", "return ..."},
               {"a/init.lua", "return ..."},
               {"log.lua", "return 'mine'"},
               {"empty.lua", ""}});
  CHECK(failure("require 'nope'")
            .rfind("main.lua:1: module 'nope' not found: no nope.lua or nope/init.lua in the bundle, "
                   "and the library has b24, file, json, log, luabot, store, ui",
                   0) == 0);
  CHECK(failure("require 'luabot.registry'").find("not found") != std::string::npos);
}

TEST_CASE("a cycle of require is shown") {
  CHECK(WorkerProcess()
            .load_failure({{"main.lua", "require 'a'"}, {"a.lua", "require 'b'"}, {"b.lua", "\nrequire 'a'"}})
            .rfind("b.lua:2: require 'a': it is being loaded already: a -> b -> a", 0) == 0);
  CHECK(WorkerProcess()
            .load_failure({{"main.lua", "require 'a'"}, {"a.lua", "require 'main'"}})
            .rfind("a.lua:1: require 'main': it is being loaded already: main -> a -> main", 0) == 0);
}

TEST_CASE("an error in a required file names its line") {
  CHECK(WorkerProcess().load_failure({{"main.lua", "require 'a'"}, {"a.lua", "\nx("}}).rfind("a.lua:2:", 0) ==
        0);
  CHECK(WorkerProcess()
            .load_failure({{"main.lua", "require 'a'"}, {"a.lua", "\nerror 'oh'"}})
            .rfind("a.lua:2: oh", 0) == 0);
}
