#include <csignal>

#include <catch2/catch.hpp>
#include <nlohmann/json.hpp>

#include "tests/e2e/world.h"

using namespace luabot;
using namespace luabot::test;

namespace {

constexpr const char* token = "tokenofthecaller";

Child::Result call(World& world, std::vector<std::string> arguments) {
  arguments.insert(arguments.begin(), "call");
  auto result = world.run(std::move(arguments), {}, {std::string("LUABOT_BOT_TOKEN=") + token});
  UNSCOPED_INFO(result.err);
  return result;
}

}  // namespace

TEST_CASE("a call prints its result as JSON") {
  World world;
  const auto time = call(world, {"server.time"});
  CHECK(time.status == 0);
  CHECK(Json::parse(time.out).is_string());

  const auto made =
      call(world, {"imbot.v2.Bot.register", "fields.code=called", "fields.properties.name=Called",
                   std::string("fields.botToken=") + token, "fields.isHidden=true"});
  CHECK(made.status == 0);
  REQUIRE(Json::accept(made.out));
  const auto id = Json::parse(made.out)["bot"]["id"].get<int>();
  CHECK(Json::parse(made.out)["bot"]["code"] == "called");

  world.say(100, "hi");
  const auto sent = call(world, {"imbot.v2.chat.message.send", "botId=" + std::to_string(id), "dialogId=100",
                                 "fields.message=a=b, and \"more\""});
  CHECK(sent.status == 0);
  CHECK(Json::parse(sent.out)["id"].is_number_integer());
  CHECK(world.answers(100) == std::vector<std::string>{"a=b, and \"more\""});
}

TEST_CASE("what the portal refuses is one readable line and status 1") {
  World world;
  const auto result = call(world, {"imbot.v2.Bot.get", "botId=999"});
  CHECK(result.status == 1);
  CHECK(result.out.empty());
  CHECK(result.err.find("luabot: imbot.v2.Bot.get: ") == 0);
  CHECK(result.err.find("(BOT_NOT_FOUND)") != std::string::npos);
  CHECK(count_of(result.err, "\n") == 1);
}

TEST_CASE("a mistake in the parameters is told before anything is sent") {
  World world;
  const auto result =
      call(world, {"imbot.v2.Chat.Message.send", "botId=1", "dialogId=chat5", "fields.mesage=x"});
  CHECK(result.status == 1);
  CHECK(result.err.find("BAD_PARAMS") != std::string::npos);
  CHECK(result.err.find("message") != std::string::npos);
  CHECK(call(world, {"imbot.v2.Chat.get", "botId=1"}).err.find("dialogId") != std::string::npos);
  CHECK(world.at_portal([](emulator::Portal& portal) { return portal.calls().total(); }) == 0);
}

TEST_CASE("a method that is not known is sent with a guess of what was meant") {
  World world;
  const auto result = call(world, {"imbot.v2.Chat.gett", "dialogId=chat5"});
  CHECK(result.status == 1);
  CHECK(result.err.find("did you mean imbot.v2.Chat.get?") != std::string::npos);
  CHECK(result.err.find("ERROR_METHOD_NOT_FOUND") != std::string::npos);
}

TEST_CASE("a message is not sent twice by call when its outcome is unknown") {
  World world;
  const auto made = call(world, {"imbot.v2.Bot.register", "fields.code=called",
                                 "fields.properties.name=Called", std::string("fields.botToken=") + token});
  CHECK(made.status == 0);
  world.say(100, "hi");
  world.faults({{.match = send_method, .kinds = {"reset_after"}, .times = 1}});
  const auto sent = call(
      world, {send_method, "botId=" + std::to_string(world.bot()), "dialogId=100", "fields.message=once"});
  CHECK(sent.status == 1);
  CHECK(sent.err.find("UNKNOWN_OUTCOME") != std::string::npos);
  CHECK(world.posted() == 1);
}

TEST_CASE("the emulator says where it is and serves until SIGTERM") {
  Child emulator({program(), "emulator", "--limit", "none", "--webhook-token", "anything"});
  REQUIRE(emulator.wait_for("control "));
  const auto out = emulator.out();
  const auto begin = out.find("http://");
  const auto url = out.substr(begin, out.find('\n', begin) - begin);
  CHECK(url.find("/rest/1/anything/") != std::string::npos);
  CHECK(run({program(), "call", "server.time", "--portal", url}).status == 0);

  const auto port = url.substr(url.find(':', 7) + 1, url.find('/', 7) - url.find(':', 7) - 1);
  const auto second = run({program(), "emulator", "--port", port});
  INFO(second.err);
  CHECK(second.status == 1);
  CHECK(second.err.find(port) != std::string::npos);

  emulator.signal(SIGTERM);
  CHECK(emulator.wait().status == 0);
}

TEST_CASE("an emulator that speaks https is trusted by those who are told to") {
  const TempDir dir;
  const auto certificate = dir.str() + "/certificate.pem";
  Child emulator(
      {program(), "emulator", "--limit", "none", "--webhook-token", "anything", "--tls", certificate});
  REQUIRE(emulator.wait_for("control "));
  const auto out = emulator.out();
  const auto begin = out.find("https://");
  REQUIRE(begin != std::string::npos);
  const auto url = out.substr(begin, out.find('\n', begin) - begin);
  const auto call_it = [&](std::vector<std::string> arguments, const std::string& trusted) {
    arguments.insert(arguments.begin(), {program(), "call"});
    arguments.insert(arguments.end(), {"--portal", url});
    auto result = run(arguments, {}, {"SSL_CERT_FILE=" + trusted});
    UNSCOPED_INFO(result.err);
    return result;
  };
  CHECK(call_it({"server.time"}, certificate).status == 0);
  // More than one buffer of the relay, both ways.
  const std::string name(100'000, 'n');
  const auto made = call_it(
      {"imbot.v2.Bot.register", "fields.code=long", "fields.properties.name=" + name, "fields.botToken=t"},
      certificate);
  CHECK(made.status == 0);
  CHECK(made.out.find(name) != std::string::npos);
  Child untrusted({program(), "call", "server.time", "--portal", url}, {"SSL_CERT_FILE="});
  CHECK(untrusted.wait_for("certificate"));
}
