#include <thread>

#include <catch2/catch.hpp>
#include <nlohmann/json.hpp>

#include "api/emulator/emulator.h"
#include "tests/support/raw_socket.h"

using namespace luabot;
using test::body_of, test::status_of;

namespace {

/// An emulator on a thread of its own, asked over the network.
class Running {
 public:
  explicit Running(emulator::Options options = {}) {
    options.token = "secret";
    auto started = emulator::Emulator::start(loop_, std::move(options));
    REQUIRE(started.ok());
    emulator_ = std::move(started).value();
    thread_ = std::thread([this] { loop_.run(); });
  }
  ~Running() {
    loop_.post([this] {
      emulator_.reset();
      loop_.stop();
    });
    thread_.join();
  }

  [[nodiscard]] std::uint16_t port() const { return emulator_->port(); }
  [[nodiscard]] const emulator::Emulator& emulator() const { return *emulator_; }

  std::string raw(const std::string& method, const std::string& body = "{}",
                  const std::string& type = "application/json") {
    return test::post(port(), "/rest/1/secret/" + method, body, type);
  }
  Json call(const std::string& method, const Json& params = Json::object()) {
    return Json::parse(body_of(raw(method, params.dump())));
  }
  Json control(const std::string& verb, const Json& body = Json::object()) {
    return Json::parse(body_of(test::post(port(), "/control/" + verb, body.dump())));
  }
  /// Registers a bot and sends a message as it; returns the raw answer.
  std::string send(const std::string& text) {
    return raw(
        "imbot.v2.Chat.Message.send",
        Json{{"botId", bot}, {"botToken", "t"}, {"dialogId", "1"}, {"fields", {{"message", text}}}}.dump());
  }
  void make_bot() {
    bot =
        call("imbot.v2.Bot.register",
             {{"fields",
               {{"code", "a"}, {"botToken", "t"}, {"properties", {{"name", "A"}}}}}})["result"]["bot"]["id"];
  }
  std::size_t sent() { return control("messages", {{"dialogId", std::to_string(bot)}})["messages"].size(); }
  void fault(const Json& rule) { CHECK(control("faults", {{"rules", {rule}}}) == Json::object()); }

  int bot = 0;

 private:
  SystemLoop loop_;
  std::unique_ptr<emulator::Emulator> emulator_;
  std::thread thread_;
};

}  // namespace

TEST_CASE("the webhook takes JSON and forms and queries") {
  Running portal;
  CHECK(portal.emulator().url() == "http://127.0.0.1:" + std::to_string(portal.port()) + "/rest/1/secret/");
  portal.make_bot();
  const std::string form = "botToken=t&code=a";
  CHECK(status_of(portal.raw("imbot.v2.Bot.get.json", form, "application/x-www-form-urlencoded")) == 200);
  CHECK(status_of(portal.raw("imbot.v2.Bot.get?" + form, "")) == 200);
  CHECK(status_of(portal.raw("imbot.v2.Bot.get?botToken=t", R"({"code":"a"})")) == 200);
  CHECK(status_of(portal.raw("IMBOT.v2.bot.GET", R"({"botToken":"t","CODE":"a"})")) == 200);
  CHECK(status_of(portal.raw("server.time", "not json")) == 200);
  test::RawSocket get(portal.port());
  get.send("GET /rest/1/secret/server.time.json HTTP/1.1\r\nHost: x\r\n\r\n");
  CHECK(status_of(get.read_answer()) == 200);
  const auto batch = portal.raw("batch", "cmd[b]=server.time&cmd[a]=server.time&halt=0",
                                "application/x-www-form-urlencoded");
  CHECK(Json::parse(body_of(batch))["result"]["result"].size() == 2);
}

TEST_CASE("wrong addresses are refused") {
  Running portal;
  const auto status = [&](const char* path) { return status_of(test::post(portal.port(), path, "{}")); };
  CHECK(status("/rest/1/wrong/server.time") == 401);
  CHECK(status("/rest/2/secret/server.time") == 401);
  CHECK(status("/rest/server.time") == 401);
  CHECK(status("/rest/1/secret/no.such") == 404);
  CHECK(status("/elsewhere") == 404);
  CHECK(status("/control/nonsense") == 404);
  std::string many;
  for (int i = 0; i < 2000; ++i) many += "a[]=1&";
  CHECK(status_of(portal.raw("server.time", many, "application/x-www-form-urlencoded")) == 400);
}

TEST_CASE("the bucket counts requests over the network") {
  Running portal;
  int passed = 0;
  for (int i = 0; i < 60; ++i) passed += status_of(portal.raw("server.time")) == 200 ? 1 : 0;
  CHECK(passed >= 50);
  CHECK(passed < 55);
  CHECK(portal.control("limit", {{"on", false}}) == Json::object());
  CHECK(status_of(portal.raw("server.time")) == 200);
}

TEST_CASE("faults reach the client as they would from a bad network") {
  Running portal;
  portal.make_bot();
  portal.fault({{"match", "imbot.v2.chat.message.send"}, {"kind", "reset_before"}, {"times", 1}});
  CHECK(portal.send("a").empty());
  CHECK(portal.sent() == 0);
  portal.fault({{"kind", "reset_after"}, {"times", 1}});
  CHECK(portal.send("b").empty());
  CHECK(portal.sent() == 1);
  portal.fault({{"kind", "truncated"}, {"times", 1}});
  CHECK_FALSE(Json::accept(body_of(portal.send("c"))));
  CHECK(portal.sent() == 2);
  portal.fault({{"kind", "html502"}, {"times", 1}, {"after", true}});
  CHECK(status_of(portal.send("d")) == 502);
  CHECK(portal.sent() == 3);
  portal.fault({{"kind", "delay"}, {"delayMs", 30}, {"times", 1}});
  CHECK(status_of(portal.send("e")) == 200);
  portal.fault({{"kinds", {"503", "500"}}, {"oneIn", 1}});
  CHECK(status_of(portal.send("f")) >= 500);
  CHECK(portal.control("faults") == Json::object());
  CHECK(status_of(portal.send("g")) == 200);
  CHECK(portal.sent() == 5);
  CHECK(portal.control("faults", {{"rules", {{{"kind", "x"}}}}}).contains("error"));
}

TEST_CASE("the control side moves people and the clock") {
  Running portal;
  portal.make_bot();
  const auto bot = std::to_string(portal.bot);
  CHECK(portal.control("users", {{"id", 7}, {"firstName", "Ann"}})["id"] == 7);
  const auto chat = portal.control("chats", {{"name", "Team"}, {"members", {7, portal.bot}}});
  CHECK(chat["dialogId"] == "chat1");
  CHECK(portal.control("join", {{"chat", 1}, {"user", 8}}) == Json::object());
  CHECK(portal.control("say", {{"user", 7}, {"dialogId", bot}, {"text", "hi"}})["messageId"] == 1);
  CHECK(portal.control("say", {{"user", 7}, {"dialogId", "chat99"}, {"text", "hi"}}).contains("error"));
  CHECK(portal.control("event", {{"botId", portal.bot}, {"type", "ONX"}, {"data", {{"a", 1}}}})
            .contains("eventId"));
  CHECK(portal.control("bots")["bots"][0]["waitingEvents"] == 4);
  const auto messages = portal.control("messages", {{"user", 7}, {"dialogId", bot}})["messages"];
  CHECK(messages[0]["text"] == "hi");
  const auto calls = portal.control("calls", {{"method", "IMBOT.V2.BOT.REGISTER"}})["calls"];
  REQUIRE(calls.size() == 1);
  CHECK(calls[0]["params"]["fields"]["code"] == "a");
  CHECK(calls[0].dump().find("botToken") == std::string::npos);
  CHECK(calls[0]["writtenNs"].get<std::int64_t>() > calls[0]["arrivedNs"].get<std::int64_t>());
  const std::int64_t now = portal.control("clock")["nowMs"];
  CHECK(portal.control("clock", {{"shiftMs", 86'400'000}})["nowMs"].get<std::int64_t>() >= now + 86'400'000);
  CHECK(portal.call("imbot.v2.Event.get", {{"botId", portal.bot}, {"botToken", "t"}})["result"]["events"]
            .empty());
  CHECK(portal.control("reset") == Json::object());
  CHECK(portal.control("bots")["bots"].empty());
}

TEST_CASE("a button is pressed over the control side") {
  Running portal;
  portal.make_bot();
  portal.call("imbot.v2.Command.register",
              {{"botId", portal.bot}, {"botToken", "t"}, {"fields", {{"command", "go"}, {"hidden", true}}}});
  const auto sent =
      portal.call("imbot.v2.Chat.Message.send",
                  {{"botId", portal.bot},
                   {"botToken", "t"},
                   {"dialogId", "1"},
                   {"fields", {{"message", "x"}, {"keyboard", {{{"TEXT", "Go"}, {"COMMAND", "go"}}}}}}});
  const Json press = {{"messageId", sent["result"]["id"]}, {"button", "Go"}};
  CHECK(portal.control("press", press) == Json::object());
  CHECK(portal.control("press", {{"messageId", 99}, {"button", "Go"}}).contains("error"));
}

TEST_CASE("a file goes up and comes down over the network") {
  Running portal;
  portal.make_bot();
  const auto get = [&](const std::string& link) {
    const std::string address = "http://127.0.0.1:" + std::to_string(portal.port());
    REQUIRE(link.compare(0, address.size(), address) == 0);
    test::RawSocket socket(portal.port());
    socket.send("GET " + link.substr(address.size()) + " HTTP/1.1\r\nHost: x\r\n\r\n");
    return socket.read_answer();
  };
  portal.control("say", {{"user", 1}, {"dialogId", std::to_string(portal.bot)}, {"text", "hi"}});
  const auto bot = "botId=" + std::to_string(portal.bot) + "&botToken=t&";
  const auto made = Json::parse(body_of(portal.raw(
      "imbot.v2.File.upload", bot + "dialogId=1&fields[name]=a.json&fields[content]=AP8%2BCg%3D%3D",
      "application/x-www-form-urlencoded")))["result"];
  CHECK(made["file"]["size"] == 4);
  const auto file = made["file"]["id"].dump();
  const auto link = Json::parse(
      body_of(portal.raw("imbot.v2.File.download?" + bot + "fileId=" + file)))["result"]["downloadUrl"];
  const auto answer = get(link);
  CHECK(status_of(answer) == 200);
  CHECK(answer.find("Content-Type: application/json\r\n") != std::string::npos);
  CHECK(body_of(answer) == std::string("\x00\xFF\x3E\n", 4));
  CHECK(status_of(get(link)) == 404);

  const auto sent = portal.control(
      "upload", {{"dialogId", std::to_string(portal.bot)}, {"name", "b.txt"}, {"content", "aGk="}});
  const auto whole =
      portal.call("im.v2.File.download", {{"dialogId", std::to_string(portal.bot)}, {"fileId", 2}})["result"];
  CHECK(sent["messageId"] == 3);
  CHECK(body_of(get(whole["downloadUrl"])) == "hi");
  CHECK(portal.control("upload", {{"dialogId", "1"}, {"name", "b"}, {"content", "!"}}).contains("error"));
}

TEST_CASE("a body as large as the largest file in base64 is taken") {
  Running portal;
  const std::string body((100u << 20) / 3 * 4 + 1024, 'A');
  CHECK(status_of(portal.raw("imbot.v2.Revision.get", body)) == 200);
}

TEST_CASE("the record of calls does not keep files") {
  Running portal;
  const std::string large(200'000, 'A');
  CHECK(status_of(portal.raw("imbot.v2.Revision.get", Json{{"fields", {{"content", large}}}}.dump())) == 200);
  const auto calls = portal.control("calls", {{"method", "imbot.v2.Revision.get"}})["calls"];
  REQUIRE(calls.size() == 1);
  CHECK(calls[0]["params"]["fields"]["content"] == "(200000 bytes)");
}

TEST_CASE("people edit and react and read and leave over the control side") {
  Running portal;
  portal.make_bot();
  const auto bot = std::to_string(portal.bot);
  portal.control("chats", {{"members", {7, portal.bot}}});
  const Json in_dialog = {{"user", 7}, {"dialogId", bot}};
  const auto with = [](Json base, const Json& more) {
    base.update(more);
    return base;
  };
  const auto id = portal.control("say", with(in_dialog, {{"text", "hi"}}))["messageId"];
  const Json message = {{"user", 7}, {"messageId", id}};
  CHECK(portal.control("edit", with(message, {{"text", "ho"}})) == Json::object());
  CHECK(portal.control("react", with(message, {{"reaction", "like"}})) == Json::object());
  auto shown = portal.control("messages", in_dialog)["messages"][0];
  CHECK(shown["text"] == "ho");
  CHECK(shown["isEdited"] == true);
  CHECK(shown["reactions"] == Json{{"like", {7}}});
  CHECK(portal.control("react", with(message, {{"reaction", "like"}, {"on", false}})) == Json::object());
  CHECK(portal.control("delete", message) == Json::object());
  shown = portal.control("messages", in_dialog)["messages"][0];
  CHECK(shown["isDeleted"] == true);
  CHECK(shown["reactions"] == Json::object());
  CHECK(portal.control("read", in_dialog)["unread"] == 0);
  CHECK(portal.control("leave", {{"user", 7}, {"chat", 1}}) == Json::object());
  CHECK(portal.control("leave", {{"user", 7}, {"chat", 1}}).contains("error"));
  CHECK(portal.control("context", {{"user", 7}, {"botId", portal.bot}, {"context", {{"a", 1}}}}) ==
        Json::object());
  portal.call("imbot.v2.Chat.InputAction.notify",
              {{"botId", portal.bot}, {"botToken", "t"}, {"dialogId", "chat1"}});
  CHECK(portal.control("typing", {{"chat", 1}})["actions"][0]["userId"] == portal.bot);
  CHECK(portal.control("deleteBot", {{"botId", portal.bot}}) == Json::object());
  CHECK(portal.control("bots")["bots"].empty());
}
