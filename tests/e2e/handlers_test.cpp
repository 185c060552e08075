#include <csignal>

#include <catch2/catch.hpp>

#include "tests/e2e/world.h"

using namespace luabot;
using namespace luabot::test;

namespace {

constexpr std::int64_t user = 100;

/// A message event as the portal makes it, with only what the test is about.
std::string message_event(const std::string& text) {
  return R"({"message":{"id":1,"text":")" + text +
         R"("},"chat":{"id":1,"dialogId":"100"},"user":{"id":100}})";
}

bool events_confirmed(World& world) {
  return world.wait([](emulator::Portal& portal) { return portal.bots().front()->events.empty(); });
}

}  // namespace

TEST_CASE("a handler's error is logged with its traceback and the next event is handled") {
  World world;
  const auto host = world.ready_host(world.script(R"(
bot:on("message", function(msg)
  local function inner() error("broken on purpose") end
  if msg.text == "bad" then
    inner()
  end
  msg:reply("fine")
end))"));
  world.say(user, "bad");
  world.say(user, "good");
  CHECK(world.wait_posted(1));
  CHECK(host->wait_for("main.lua:4: broken on purpose"));
  CHECK(host->wait_for("main.lua:6: in function"));
  CHECK(events_confirmed(world));
  stop(*host);
  CHECK(world.answers(user) == std::vector<std::string>{"fine"});
  // The failed run is over: it is not taken up again.
  const auto again = world.ready_host(world.script("bot:on('message', function(msg) msg:reply('new') end)"));
  world.say(user, "more");
  CHECK(world.wait_posted(2));
  stop(*again);
  CHECK(world.answers(user) == std::vector<std::string>{"fine", "new"});
  CHECK(again->err().find("broken") == std::string::npos);
}

TEST_CASE("what cannot be sent is named by its path and never reaches the portal") {
  World world;
  const auto host = world.ready_host(world.script(R"(
local cycle = {}
cycle.me = cycle
local wrong = {
  ["function"] = { message = "x", keyboard = { { x = 1 }, { x = print } } },
  cycle = { message = "x", attach = cycle },
  mixed = { message = "x", attach = { { a = { 1, 2, b = 3 } } } },
  nan = { message = "x", replyId = 0 / 0 },
  utf8 = "ab\255c",
}
bot:on("message", function(msg)
  if wrong[msg.text] then msg:reply(wrong[msg.text]) end
  if msg.text == "missing" then b24.imbot.v2.Chat.Message.send { fields = { message = "x" } } end
  if msg.text == "unknown" then b24.imbot.v2.Chat.gett { dialogId = "chat1" } end
  msg:reply("fine")
end))"));
  for (const char* text : {"function", "cycle", "mixed", "nan", "utf8", "missing", "unknown", "good"})
    world.say(user, text);
  CHECK(world.wait_posted(1));
  stop(*host);
  const auto log = host->err();
  INFO(log);
  for (const char* part :
       {"main.lua:13: imbot.v2.Chat.Message.send: fields.keyboard[2].x: a function cannot be sent",
        "fields.attach.me: a cycle", "fields.attach[1].a", "fields.replyId: NaN cannot be sent",
        "fields.message: invalid UTF-8 at byte 3", "imbot.v2.Chat.Message.send: BAD_PARAMS", "dialogId",
        "Did you mean imbot.v2.Chat.get?"})
    CHECK(log.find(part) != std::string::npos);
  CHECK(world.answers(user) == std::vector<std::string>{"fine"});
  CHECK(world.calls(send_method) == 1);
}

TEST_CASE("a text of one MiB reaches its handler") {
  World world;
  const auto host =
      world.ready_host(world.script("bot:on('message', function(msg) msg:reply('size ' .. #msg.text) end)"));
  world.say(user, "small");
  CHECK(world.wait_posted(1));
  world.push_event("ONIMBOTV2MESSAGEADD", message_event(std::string(1 << 20, 'x')));
  CHECK(world.wait_posted(2));
  stop(*host);
  CHECK(world.answers(user) == std::vector<std::string>{"size 5", "size 1048576"});
}

TEST_CASE("events of unknown types are logged once and offered to raw handlers") {
  World world;
  const auto host = world.ready_host(world.script(R"(
bot:on("message", function(msg) msg:reply("message") end)
bot:on("ONODDITY", function(event) event:reply("own " .. event.type) end)
bot:on("*", function(event) if event.type ~= "ONIMBOTV2JOINCHAT" then event:reply("any " .. event.type) end end))"));
  world.say(user, "hi");
  CHECK(world.wait_posted(1));
  for (const char* type : {"ONODDITY", "ONCURIOSITY", "ONODDITY"}) world.push_event(type, message_event("x"));
  CHECK(world.wait_posted(4));
  CHECK(events_confirmed(world));
  stop(*host);
  CHECK(world.answers(user) ==
        std::vector<std::string>{"message", "own ONODDITY", "any ONCURIOSITY", "own ONODDITY"});
  CHECK(count_of(host->err(), "ONODDITY: an event of a type that is not documented") == 1);
  CHECK(count_of(host->err(), "ONCURIOSITY: an event of a type that is not documented") == 1);
  CHECK(host->err().find("ONIMBOTV2") == std::string::npos);
}

TEST_CASE("events that no handler takes are confirmed") {
  World world;
  const auto host = world.ready_host(example("echo"), {"-v"});
  world.push_event("ONODDITY", R"({"a":1})");
  world.push_event("ONODDITY", R"([])");
  world.push_event("ONIMBOTV2REACTIONCHANGE", R"({"a":1})");
  CHECK(events_confirmed(world));
  world.say(user, "hi");
  CHECK(world.wait_posted(1));
  stop(*host);
  CHECK(count_of(host->err(), "ONODDITY") == 1);
  CHECK(count_of(host->err(), "ONIMBOTV2REACTIONCHANGE: an event, confirmed and left out") == 1);
}

TEST_CASE("what a bot stores is there after a restart") {
  World world;
  const auto counter = world.script(R"(
bot:on("message", function(msg)
  if msg.text == "forget" then
    msg:reply(tostring(store.delete("count")) .. " " .. tostring(store.delete("count")))
  else
    local count = store.get("count", { n = 0 })
    count.n = count.n + 1
    store.set("count", count)
    msg:reply("n " .. count.n)
  end
end))");
  auto host = world.ready_host(counter);
  world.say(user, "one");
  world.say(user, "two");
  CHECK(world.wait_posted(2));
  stop(*host);
  host = world.ready_host(counter);
  for (const char* text : {"three", "forget", "four"}) world.say(user, text);
  CHECK(world.wait_posted(5));
  stop(*host);
  CHECK(world.answers(user) == std::vector<std::string>{"n 1", "n 2", "n 3", "true false", "n 1"});
}

TEST_CASE("a misspelt method in a script says what was meant and a method's parameters are warned of") {
  World world;
  const auto host = world.ready_host(world.script(R"(
bot:on("message", function(msg)
  local _, err = b24.try.crm.deal.lst {}
  msg:reply(err.code .. ": " .. err.description)
  b24.try.crm.deal.list { filtr = {} }
  local _, unknown = b24.try.call.followup.get { id = 5 }
  msg:reply(unknown.code)
end))"));
  world.say(user, "go");
  CHECK(world.wait_posted(2));
  stop(*host);
  CHECK(world.answers(user).front() ==
        "UNKNOWN_METHOD: no such method in the catalog. Did you mean crm.deal.list?");
  // Of REST 3, called below /rest/api/, where the portal recognizes the webhook and lacks the method.
  CHECK(world.answers(user).back() == "ERROR_METHOD_NOT_FOUND");
  CHECK_THAT(host->err(),
             Catch::Contains("main.lua:6: crm.deal.list: unknown parameter filtr: did you mean filter?"));
}
