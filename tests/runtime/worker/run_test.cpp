#include <map>

#include <catch2/catch.hpp>
#include <fmt/core.h>
#include <nlohmann/json.hpp>

#include "tests/support/worker_process.h"

using luabot::test::run_event;
using luabot::test::WorkerProcess;
using nlohmann::json;
namespace wire = luabot::wire;

namespace {

const std::string head = R"(local luabot, b24, log = require "luabot", require "b24", require "log"
local bot = luabot.bot { code = "t", properties = { name = "T" } }
)";

constexpr const char* event_add = "ONIMBOTV2MESSAGEADD";

std::string message(const std::string& text, int chat = 5) {
  return json{{"message", {{"id", 789}, {"text", text}}},
              {"chat", {{"id", chat}, {"dialogId", fmt::format("chat{}", chat)}}},
              {"user", {{"id", 1}, {"name", "John"}}}}
      .dump();
}

wire::Start start(wire::RunId run, const std::string& event, const std::string& type = event_add) {
  return {run, 1'700'000'000'000, 42, 0, type, event};
}

}  // namespace

TEST_CASE("an echo bot sends one message and is done") {
  WorkerProcess worker;
  worker.load(head +
              "bot:on('message', function(msg)\n  local id = msg:reply('You said: ' .. msg.text)\n  "
              "log.info('sent %d', id) end)");
  const auto result = run_event(worker, start(7, message("hi")));
  CHECK(result.done.ok);
  CHECK(result.done.run == 7);
  REQUIRE(result.calls.size() == 1);
  const auto& call = result.calls[0];
  CHECK(call.service == "b24");
  CHECK(call.op == "imbot.v2.Chat.Message.send");
  CHECK(call.params == R"({"dialogId":"chat5","fields":{"message":"You said: hi"}})");
  CHECK(call.options == R"({"named":true})");
  CHECK(call.where == "main.lua:4");
  REQUIRE(result.logs.size() == 1);
  CHECK(result.logs[0].text == "sent 1");
  CHECK(result.logs[0].where == "main.lua:5");
  CHECK(worker.finish() == 0);
}

TEST_CASE("an event without a handler is done at once") {
  WorkerProcess worker;
  worker.load(head + "bot:on('join', print)");
  CHECK(run_event(worker, start(1, message("x"))).done.ok);
}

TEST_CASE("a command goes to its handler and else to the general ones") {
  WorkerProcess worker;
  worker.load(head +
              R"(bot:command("Order", function(c) c:reply("order " .. c.args .. c.type .. c.userId) end)
    bot:on("command", function(c) c:reply("other " .. c.command.command) end)
    bot:on("*", function(e) e:reply("rest " .. e.type) end))");
  const auto said = [&](const std::string& type, const json& extra) {
    auto event = json::parse(message("/x"));
    event.update(extra);
    const auto result = run_event(worker, start(1, event.dump(), type));
    REQUIRE(result.calls.size() == 1);
    return json::parse(result.calls[0].params)["fields"]["message"].get<std::string>();
  };
  const auto command = [&](const std::string& name) {
    return said("ONIMBOTV2COMMANDADD", {{"command", {{"id", 1}, {"command", name}, {"params", "big"}}}});
  };
  CHECK(command("/order") == "order bigONIMBOTV2COMMANDADD1");
  CHECK(command("ORDER") == "order bigONIMBOTV2COMMANDADD1");
  CHECK(command("/help") == "other /help");
  CHECK(said("ONIMNEWKIND", json::object()) == "rest ONIMNEWKIND");
}

TEST_CASE("a thousand runs interleave and keep what is theirs") {
  WorkerProcess worker;
  worker.load(head + R"(bot:on("message", function(msg)
    local mine = { math.random(1e9), msg.text }
    for i = 1, 3 do
      local got = b24.call("step", { i = i, text = msg.text, r = mine[1], time = os.time() })
      assert(got.text == msg.text and got.i == i)
    end
  end))");
  constexpr int runs = 1000;
  for (int run = 1; run <= runs; ++run) {
    auto begin = start(run, message(fmt::format("m{}", run)));
    begin.seed = run;
    worker.send(begin);
  }
  std::map<wire::RunId, double> luck;
  int done = 0, calls = 0;
  std::vector<wire::Call> waiting;
  while (done < runs) {
    const auto frame = worker.next();
    if (frame.type == wire::Type::done) {
      const auto end = frame.as<wire::Done>();
      INFO(end.error);
      REQUIRE(end.ok);
      ++done;
      continue;
    }
    waiting.push_back(frame.as<wire::Call>());
    ++calls;
    if (waiting.size() < 1000) continue;
    // In another order than they came.
    for (auto it = waiting.rbegin(); it != waiting.rend(); ++it) {
      const auto params = json::parse(it->params);
      CHECK(params["time"] ==
            1'700'000'000 + (it->step == 0 ? 0 : static_cast<int>(it->run) + 10 * (it->step - 1)));
      const auto [at, fresh] = luck.emplace(it->run, params["r"]);
      CHECK(at->second == params["r"]);
      worker.send(wire::Answer{
          it->run, it->step,
          1'700'000'000'999 + 1000 * (static_cast<std::int64_t>(it->run) + std::int64_t{10} * it->step), true,
          it->params});
    }
    waiting.clear();
  }
  CHECK(calls == 3 * runs);
  CHECK(luck.size() == runs);
}

TEST_CASE("a call from a coroutine of the script's own reaches the host") {
  WorkerProcess worker;
  worker.load(head + R"(bot:on("message", function(msg)
    local co = coroutine.wrap(function(a)
      local got = coroutine.wrap(function() return b24.call("inner", { a = a }).id end)()
      local back = coroutine.yield(got)
      return b24.call("second", { back = back }).id
    end)
    assert(co("A") == 1)
    assert(co("B") == 2)
    local failing = coroutine.create(function() b24.call("third") error("oh", 0) end)
    local ok, why = coroutine.resume(failing)
    assert(not ok and why == "oh")
    assert(coroutine.status(failing) == "dead")
  end))");
  const auto result = run_event(worker, start(1, message("x")));
  INFO(result.done.error);
  CHECK(result.done.ok);
  REQUIRE(result.calls.size() == 3);
  CHECK(result.calls[0].params == R"({"a":"A"})");
  CHECK(result.calls[1].params == R"({"back":"B"})");
}

TEST_CASE("a text of one mebibyte goes through") {
  WorkerProcess worker;
  worker.load(head +
              "bot:on('message', function(msg) b24.call('m', { fields = { message = msg.text } }) end)");
  std::string text(1 << 20, 'x');
  for (std::size_t i = 0; i < text.size(); i += 1000) text[i] = '\n';
  const auto result = run_event(worker, start(1, message(text)));
  CHECK(result.done.ok);
  REQUIRE(result.calls.size() == 1);
  CHECK(json::parse(result.calls[0].params)["fields"]["message"] == text);
}

TEST_CASE("a text that is too long for a message goes as several, each with what belongs to it") {
  WorkerProcess worker;
  worker.load(head + R"(bot:on("message", function(msg)
    msg:reply({ message = "[b]" .. ("word "):rep(9000) .. "[/b]", keyboard = { 1 }, attach = { 2 }, system = false },
              { quote = true, timeout = 5 }) end))");
  const auto result = run_event(worker, start(1, message("x")));
  INFO(result.done.error);
  CHECK(result.done.ok);
  REQUIRE(result.calls.size() == 3);
  for (std::size_t i = 0; i < 3; ++i) {
    const auto fields = json::parse(result.calls[i].params)["fields"];
    const auto text = fields["message"].get<std::string>();
    CHECK(text.size() <= 20'000);
    CHECK(text.rfind("[b]word", 0) == 0);
    CHECK(text.substr(text.size() - 4) == "[/b]");
    CHECK(fields.contains("replyId") == (i == 0));
    CHECK(fields.contains("keyboard") == (i == 2));
    CHECK(fields.contains("attach") == (i == 2));
    CHECK(fields["system"] == false);
    CHECK(json::parse(result.calls[i].options)["timeout"] == 5);
  }
}

TEST_CASE("an event that is not JSON ends its run alone") {
  WorkerProcess worker;
  worker.load(head + "bot:on('message', function(msg) msg:reply(msg.text) end)");
  const auto bad = run_event(worker, start(1, "{\"message\":{\"text\":\"\xff\"}}"));
  CHECK_FALSE(bad.done.ok);
  CHECK(bad.done.error.rfind("the event is not JSON: ", 0) == 0);
  CHECK(run_event(worker, start(1, message("x"))).done.ok);
}

TEST_CASE("the store is asked through the host") {
  WorkerProcess worker;
  worker.load(head + R"(local store = require "store"
    bot:on("message", function(msg)
      assert(store.get("n", 5) == 5)
      store.set("n", { a = { 1 } })
      assert(store.delete("n") == true)
      store.set("n", nil)
    end))");
  const auto result = run_event(worker, start(1, message("x")), [](const wire::Call& call) {
    return std::pair<bool, std::string>(true, call.op == "get" ? "null" : "true");
  });
  INFO(result.done.error);
  CHECK(result.done.ok);
  REQUIRE(result.calls.size() == 4);
  CHECK(result.calls[0].service == "store");
  CHECK(result.calls[0].params == R"({"key":"n"})");
  CHECK(result.calls[1].params == R"({"key":"n","value":{"a":[1]}})");
  CHECK(result.calls[2].op == "delete");
  CHECK(result.calls[3].op == "delete");
}

TEST_CASE("a host that breaks the protocol ends the worker") {
  const auto status = [](auto speak) {
    WorkerProcess worker;
    worker.load(head + "bot:on('message', function(msg) b24.call('x') end)");
    speak(worker);
    CHECK_THROWS(worker.next());
    return worker.finish();
  };
  CHECK(status([](auto& worker) { worker.send(wire::Answer{9, 0, 0, true, "1"}); }) == 1);
  CHECK(status([](auto& worker) { worker.send(wire::Done{9, true, ""}); }) == 1);
  CHECK(status([](auto& worker) { worker.send_bytes(std::string("\0\0\0\0", 4)); }) == 1);
  CHECK(status([](auto& worker) {
          worker.send(start(1, "{}"));
          CHECK(worker.next().type == wire::Type::call);
          worker.send(wire::Answer{1, 1, 0, true, "1"});
        }) == 1);
}
