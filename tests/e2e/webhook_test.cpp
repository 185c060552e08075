#include <algorithm>
#include <csignal>

#include <catch2/catch.hpp>
#include <nlohmann/json.hpp>

#include "api/base/json.h"
#include "api/catalog/events.h"
#include "tests/e2e/world.h"

using namespace luabot;
using namespace luabot::test;

namespace {

using Strings = std::vector<std::string>;

/// A host that listens, on one port for its whole test.
struct Hook {
  std::uint16_t port = free_port();

  [[nodiscard]] Strings flags(const std::string& events = "webhook") const {
    const auto at = "127.0.0.1:" + std::to_string(port);
    return {"--events", events, "--listen", at, "--public-url", "http://" + at + "/"};
  }
  [[nodiscard]] std::string path(const World& world) const {
    const auto from = world.url().find("://") + 3;
    auto portal = world.url().substr(from, world.url().find('/', from) - from);
    portal.replace(portal.find(':'), 1, "%3A");
    return "/push/" + portal + "/echo";
  }
  [[nodiscard]] int post(const World& world, const std::string& body) const {
    return status_of(test::post(port, path(world), body, "application/x-www-form-urlencoded"));
  }
};

/// Says all that it gets, keys in order, so that two events are the same when their texts are.
constexpr const char* telling = R"(
local function shown(value)
  if type(value) ~= "table" then return type(value) .. ":" .. tostring(value) end
  local keys = {}
  for key in pairs(value) do keys[#keys + 1] = key end
  table.sort(keys, function(a, b) return tostring(a) < tostring(b) end)
  local parts = {}
  for _, key in ipairs(keys) do parts[#parts + 1] = tostring(key) .. "=" .. shown(value[key]) end
  return "{" .. table.concat(parts, ",") .. "}"
end
bot:on("*", function(event)
  event.bot = event.bot and event.bot.code
  b24.imbot.v2.Chat.Message.send { dialogId = "100", fields = { message = event.type .. " " .. shown(event) } }
end)
)";

Json value_of(const catalog::Field& field) {
  using namespace catalog;
  if (field.entity != nullptr) {
    Json made = Json::object();
    for (const auto& one : field.entity->fields)
      if (!one.answers_only && one.path.find('.') == std::string_view::npos)
        made[std::string(one.path)] = value_of(one);
    return made;
  }
  const auto& type = field.type;
  if (type.nullable) return nullptr;
  if (type.has(kind_array)) return type.items == kind_integer ? Json{1, 20} : Json::array();
  if (type.has(kind_boolean)) return !type.has(kind_string | kind_object);
  if (type.has(kind_object | kind_map)) return Json::object();
  return type.has(kind_integer) ? Json(7) : Json("0 or ä&=+%[]");
}

/// An event's data as an emulated portal would have it, of values that are easily taken for others.
Json data_of(const catalog::Event& event, std::int64_t bot) {
  Json data = Json::object();
  for (const auto& field : event.fields) {
    const auto dot = field.path.find('.');
    if (dot == std::string_view::npos)
      data[std::string(field.path)] = value_of(field);
    else
      data[std::string(field.path.substr(0, dot))][std::string(field.path.substr(dot + 1))] = value_of(field);
  }
  if (data.contains("bot")) data["bot"] = {{"id", bot}, {"code", "t"}};
  return data;
}

Strings told(const Strings& flags) {
  World world;
  const auto host = world.ready_host(world.script(telling), flags);
  world.say(100, "hello");  // opens the dialog: a join and a message
  CHECK(world.wait_posted(2));
  int count = 2;
  for (const auto& event : catalog::all_events()) {
    world.push_event(std::string(event.name), data_of(event, world.bot()).dump());
    CHECK(world.wait_posted(++count));
  }
  stop(*host);
  auto all = world.answers(100);
  std::sort(all.begin(), all.end());
  // The clock is all that differs between two worlds.
  for (auto& text : all)
    for (auto at = text.find("string:20"); at != std::string::npos; at = text.find("string:20", at + 1))
      text.replace(at, 32, "TIME");
  return all;
}

}  // namespace

TEST_CASE("a script cannot tell fetched events from pushed ones") {
  const Hook hook;
  const auto fetched = told({});
  const auto pushed = told(hook.flags());
  REQUIRE(fetched.size() == 15);
  REQUIRE(pushed.size() == 15);
  for (std::size_t i = 0; i < fetched.size(); ++i) CHECK(pushed[i] == fetched[i]);
}

TEST_CASE("pushed messages are answered once and in order, and nothing is polled") {
  World world;
  const Hook hook;
  const auto host = world.ready_host(example("echo"), hook.flags());
  const int polls = world.calls("imbot.v2.Event.get");
  for (int i = 0; i < 200; ++i) world.say(100, "message " + std::to_string(i));
  CHECK(world.wait_posted(200));
  stop(*host);
  const auto answers = world.answers(100);
  REQUIRE(answers.size() == 200);
  for (int i = 0; i < 200; ++i)
    CHECK(answers[static_cast<std::size_t>(i)] == "You said: message " + std::to_string(i));
  CHECK(world.calls("imbot.v2.Event.get") <= polls + 1);
  world.at_portal([](emulator::Portal& portal) {
    for (const auto& push : portal.pushes()) CHECK(push.status == 200);
  });
}

TEST_CASE("an event that was answered with 200 is handled although the host is killed") {
  World world;
  const Hook hook;
  auto host = world.ready_host(example("echo"), hook.flags());
  world.faults({{.match = send_method, .kinds = {"delay"}, .delay_ms = 300}});
  for (int i = 0; i < 30; ++i) world.say(100 + i, "hello");
  CHECK(world.wait([](emulator::Portal& portal) {
    return std::all_of(portal.pushes().begin(), portal.pushes().end(),
                       [](const auto& push) { return push.status == 200; });
  }));
  CHECK(world.posted() < 30);
  host->signal(SIGKILL);
  CHECK(host->wait().status == 128 + SIGKILL);
  host = world.ready_host(example("echo"), hook.flags());
  CHECK(world.wait_posted(30));
  stop(*host);
  for (int i = 0; i < 30; ++i) CHECK(world.answers(100 + i) == Strings{"You said: hello"});
}

TEST_CASE("a bot changes from fetched to pushed events and back and loses none") {
  World world;
  const Hook hook;
  auto host = world.ready_host(example("echo"));
  world.say(100, "first");
  CHECK(world.wait_posted(1));
  stop(*host);
  for (int i = 0; i < 20; ++i) world.say(100, "while down " + std::to_string(i));
  host = world.ready_host(example("echo"), hook.flags());
  world.say(100, "pushed");
  CHECK(world.wait_posted(22));
  CHECK(world.calls("imbot.v2.Bot.update") == 1);
  stop(*host);
  host = world.ready_host(example("echo"), hook.flags("fetch"));
  world.say(100, "fetched");
  CHECK(world.wait_posted(23));
  // What the portal has pushed shortly before may arrive still.
  const auto token = world.at_portal([](emulator::Portal& portal) { return portal.bots().front()->token; });
  CHECK(hook.post(world, "event=ONIMBOTV2DELETE&auth[application_token]=custom" + token) == 200);
  stop(*host);
  const auto answers = world.answers(100);
  REQUIRE(answers.size() == 23);
  CHECK(answers.front() == "You said: first");
  CHECK(answers[20] == "You said: while down 19");
  CHECK(answers[21] == "You said: pushed");
  CHECK(answers[22] == "You said: fetched");
}

TEST_CASE("strangers and bad bodies are refused and the next event is served") {
  World world;
  const Hook hook;
  const auto host = world.ready_host(example("echo"), hook.flags());
  const std::string event = "event=ONIMBOTV2MESSAGEADD&data[message][text]=x&auth[application_token]=";
  CHECK(hook.post(world, event + "custom") == 403);
  CHECK(hook.post(world, event + std::string(40, '0')) == 403);
  CHECK(hook.post(world, "") == 400);
  CHECK(hook.post(world, "a=1&a[b]=2") == 400);
  CHECK(hook.post(world, "event=%zz") == 400);
  std::string keys;
  for (int i = 0; i < 100'000; ++i) keys += "&k" + std::to_string(i) + "=";
  CHECK(hook.post(world, keys) == 413);
  std::string deep = "a";
  for (int i = 0; i < 1000; ++i) deep += "[x]";
  CHECK(hook.post(world, deep + "=1") == 413);
  CHECK(hook.post(world, std::string(2u << 20, 'x')) == 413);
  CHECK(status_of(post(hook.port, hook.path(world), "{}")) == 415);
  CHECK(status_of(post(hook.port, "/push/other/echo", "")) == 404);
  RawSocket slow(hook.port);
  slow.send("POST " + hook.path(world) + " HTTP/1.1\r\nHost: x\r\nContent-Length: 10\r\n\r\na");
  world.say(100, "hello");
  CHECK(world.wait_posted(1));
  CHECK(host->err().find("wrong application_token") != std::string::npos);
  host->signal(SIGTERM);
  CHECK(host->wait().status == 0);
}

TEST_CASE("pushed events need an address and a URL") {
  World world;
  const auto result = world.run({"run", example("echo"), "--data", world.data(), "--events", "webhook"});
  CHECK(result.status == 2);
  CHECK(result.err.find("--public-url") != std::string::npos);
}
