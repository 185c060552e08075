#include <catch2/catch.hpp>

#include "tests/e2e/world.h"

using namespace luabot;
using namespace luabot::test;

namespace {

constexpr std::int64_t user = 100;
using Texts = std::vector<std::string>;

/// The bot's latest message in any dialog.
std::int64_t latest(World& world) {
  return world.at_portal([](emulator::Portal& portal) {
    std::int64_t last = 0;
    for (std::int64_t id = 1; const auto* message = portal.find_message(id); ++id)
      if (portal.find_bot(message->author_id) != nullptr) last = id;
    return last;
  });
}

}  // namespace

TEST_CASE("coffee takes an order by a button and remembers it across a restart") {
  World world;
  auto host = world.ready_host(example("coffee"));
  world.say(user, "/order");
  REQUIRE(world.wait_posted(1));
  const auto asked = latest(world);
  REQUIRE(world.at_portal([&](auto& portal) { return portal.press(user, asked, "Large").ok(); }));
  REQUIRE(world.wait_posted(2));
  stop(*host);

  host = world.ready_host(example("coffee"));
  world.say(user, "/count");
  CHECK(world.wait_posted(3));
  stop(*host);
  CHECK(world.answers(user) ==
        Texts{"Which size?", "[b]Large[/b] coffee for User 100, order #1.", "1 so far."});
}

TEST_CASE("supervisor quotes the message that is answered and sums up the conversation") {
  World world;
  const auto host = world.ready_host(example("supervisor"));
  const auto bot = world.bot();
  world.at_portal([&](emulator::Portal& portal) {
    portal.add_user(7, "Anna");
    portal.add_user(8, "Ben");
    REQUIRE(portal.add_chat({"Lunch", 7, {8, bot}, false, 5}).ok());
    const auto question = portal.say(7, "chat5", "Who comes along?");
    REQUIRE(question.ok());
    REQUIRE(portal.say(8, "chat5", "Me!", *question).ok());
  });
  REQUIRE(world.wait_posted(1));
  world.say(8, "/summary", "chat5");
  CHECK(world.wait_posted(2));
  stop(*host);
  CHECK(world.answers(7, "chat5") == Texts{"Ben answers Anna, who wrote:\n>>Who comes along?",
                                           "4 messages:\nBen: 2\nAnna: 1\nSupervisor: 1"});
  CHECK(world.calls("imbot.v2.Chat.Message.get") == 1);
  CHECK(world.calls("imbot.v2.Chat.Message.getContext") == 1);
}

TEST_CASE("tally adds up the tables that it is sent and returns a report") {
  World world;
  const auto host = world.ready_host(example("tally"));
  const auto bot = std::to_string(world.bot());
  world.say(user, "hello");
  REQUIRE(world.wait_posted(1));
  const auto send = [&](const std::string& name, const std::string& content) {
    return world.at_portal(
        [&](emulator::Portal& portal) { return portal.upload(user, bot, name, content, "").ok(); });
  };
  REQUIRE(send("sales.csv", "who;amount;[b]note\r\n\"Ann; \"\"A\"\"\";10;*x*\r\nBen;2.5;\r\nCem;none;7\r\n"));
  REQUIRE(world.wait_posted(3));
  REQUIRE(send("names.csv", "first,last\nAnn,Field\n"));
  REQUIRE(world.wait_posted(4));
  REQUIRE(send("photo.png", std::string("\0PNG,\n1,2\n", 11)));
  REQUIRE(world.wait_posted(5));
  stop(*host);
  INFO(host->err());
  const auto answers = world.answers(user);
  REQUIRE(answers.size() == 5);
  CHECK(answers[0] == "Send me a table, saved as CSV, and I add it up.");
  CHECK(answers[1] ==
        "[b]your table[/b]: 3 rows\n\n[b]column[/b] | [b]sum[/b] | [b]mean[/b]\n"
        "amount | 12.5 | 6.25\n[\xe2\x80\x8b"
        "b]note | 7 | 7");
  CHECK(answers[3] == "[b]your table[/b]: 1 row\n\nNo column holds numbers.");
  CHECK(answers[4] == "[b]your table[/b] is no table with a line of names and rows below it.");
  const auto report = world.at_portal([&](emulator::Portal& portal) {
    const auto messages = portal.messages(user, bot);
    for (const auto* message : *messages)
      if (portal.find_bot(message->author_id) != nullptr && !message->files.empty())
        return portal.find_file(message->files.front())->content;
    return std::string();
  });
  CHECK(report == "column,numbers,sum,mean,least,most\namount,2,12.5,6.25,2.5,10\n[b]note,1,7,7,7,7\n");
}
