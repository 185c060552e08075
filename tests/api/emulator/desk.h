#pragma once
#include <string>
#include <string_view>
#include <vector>

#include <catch2/catch.hpp>
#include <nlohmann/json.hpp>

#include "api/emulator/portal.h"
#include "tests/support/sim_loop.h"

namespace luabot::test {

/// A portal on simulated time, and short ways to ask it.
struct Desk {
  explicit Desk(emulator::Options options = {}) : portal(loop, std::move(options)) {}

  SimLoop loop;
  emulator::Portal portal;

  /// The whole answer of a method.
  Json ask(std::string_view method, const Json& params) {
    auto answer = portal.call(method, params.dump());
    status = answer.status;
    return Json::parse(answer.body);
  }
  /// The result of a method that has to succeed.
  Json result(std::string_view method, const Json& params) {
    auto answer = ask(method, params);
    INFO(answer.dump());
    REQUIRE(answer.contains("result"));
    CHECK(status == 200);
    return answer["result"];
  }
  /// The code of a method that has to be refused.
  std::string error(std::string_view method, const Json& params) {
    const auto answer = ask(method, params);
    INFO(answer.dump());
    REQUIRE(answer.contains("error"));
    CHECK(answer.at("error_description").is_string());
    CHECK(status >= 400);
    return answer["error"];
  }
  /// Registers a bot with the token "tok-CODE"; its parameters botId and botToken are in `bot`.
  emulator::Id make_bot(const std::string& code, const std::string& type = "bot") {
    const auto made = result("imbot.v2.Bot.register", {{"fields",
                                                        {{"code", code},
                                                         {"botToken", "tok-" + code},
                                                         {"type", type},
                                                         {"properties", {{"name", "Bot " + code}}}}}});
    const emulator::Id id = made["bot"]["id"];
    bot = {{"botId", id}, {"botToken", "tok-" + code}};
    return id;
  }
  /// The parameters of the bot registered last, with more.
  [[nodiscard]] Json with(const Json& more) const {
    auto out = bot;
    out.update(more);
    return out;
  }
  /// Sends as the bot registered last. Returns the result.
  Json send(std::string_view dialog, const Json& fields) {
    return result("imbot.v2.Chat.Message.send", with({{"dialogId", dialog}, {"fields", fields}}));
  }
  std::string send_error(std::string_view dialog, const Json& fields) {
    return error("imbot.v2.Chat.Message.send", with({{"dialogId", dialog}, {"fields", fields}}));
  }
  /// All events that wait for the bot registered last.
  Json events() { return result("imbot.v2.Event.get", with({{"limit", 1000}}))["events"]; }
  std::vector<std::string> event_types() {
    std::vector<std::string> out;
    for (const auto& event : events()) out.push_back(event["type"]);
    return out;
  }
  emulator::Id say(emulator::Id user, std::string_view dialog, std::string_view text) {
    auto said = portal.say(user, dialog, text);
    REQUIRE(said.ok());
    return *said;
  }
  emulator::Id chat(std::vector<emulator::Id> members) {
    auto made = portal.add_chat({.members = std::move(members)});
    REQUIRE(made.ok());
    return *made;
  }
  emulator::Message message(emulator::Id id) {
    const auto* found = portal.find_message(id);
    REQUIRE(found != nullptr);
    return *found;
  }

  Json bot;
  int status = 0;
};

}  // namespace luabot::test
