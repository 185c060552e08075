#include "tests/api/emulator/im_desk.h"

// Who may do what to a chat: its owner, managers, members, and those who are gone.
using luabot::Json;
using luabot::emulator::Id;
using luabot::test::Desk;
using luabot::test::ImDesk;

namespace {

const Json yes = {{"result", true}};

/// A chat of one bot, with another bot as its manager and person 1. The bot of the desk is the manager.
template <class Base>
struct Managed : Base {
  Managed() {
    owner = Base::make_bot("owner");
    const auto owners = Base::bot;
    manager = Base::make_bot("manager");
    const auto managers = Base::bot;
    Base::bot = owners;
    Base::result("imbot.v2.Chat.add", Base::with({{"fields", {{"userIds", {1, manager}}}}}));
    Base::result("imbot.v2.Chat.Manager.add", Base::with({{"dialogId", "chat1"}, {"userIds", {manager}}}));
    Base::bot = managers;
  }
  [[nodiscard]] Json in_chat(const Json& more) const {
    auto params = Base::with({{"dialogId", "chat1"}});
    params.update(more);
    return params;
  }
  Id owner = 0;
  Id manager = 0;
};

}  // namespace

TEST_CASE("a manager brings people in and takes them out, and leaves the owner and the managers alone") {
  Managed<Desk> desk;
  desk.portal.add_user(7, "Ann");
  CHECK(desk.result("imbot.v2.Chat.User.add", desk.in_chat({{"userIds", {7}}})) == yes);
  CHECK(desk.portal.find_chat(1)->member(7) != nullptr);
  CHECK(desk.result("imbot.v2.Chat.User.delete", desk.in_chat({{"userId", 7}})) == yes);
  CHECK(desk.portal.find_chat(1)->member(7) == nullptr);
  CHECK(desk.error("imbot.v2.Chat.User.delete", desk.in_chat({{"userId", desk.owner}})) == "ACCESS_DENIED");
  CHECK(desk.portal.find_chat(1)->member(desk.owner) != nullptr);
  for (const char* method : {"imbot.v2.Chat.Manager.add", "imbot.v2.Chat.Manager.delete"})
    CHECK(desk.error(method, desk.in_chat({{"userIds", {1, desk.manager}}})) == "ACCESS_DENIED");
  CHECK(desk.error("imbot.v2.Chat.setOwner", desk.in_chat({{"userId", 1}})) == "ACCESS_DENIED");
  CHECK(desk.portal.find_chat(1)->managers == std::vector<Id>{desk.manager});
}

TEST_CASE("a manager who leaves a chat is none any more") {
  Managed<Desk> desk;
  CHECK(desk.result("imbot.v2.Chat.leave", desk.in_chat(Json::object())) == yes);
  CHECK(desk.portal.find_chat(1)->managers.empty());
  CHECK(desk.portal.find_chat(1)->owner == desk.owner);
}

TEST_CASE("a bot that is gone joins no chat and is not found") {
  Managed<ImDesk> desk;
  const auto gone = desk.make_bot("gone");
  REQUIRE(desk.portal.remove_bot(gone).ok());
  desk.bot = {{"botId", desk.manager}, {"botToken", "tok-manager"}};
  CHECK(desk.result("imbot.v2.Chat.User.add", desk.in_chat({{"userIds", {gone}}})) == yes);
  CHECK(desk.portal.find_chat(1)->member(gone) == nullptr);
  CHECK(desk.result("im.search.user.list", {{"FIND", "Bot gone"}}).empty());
  CHECK(desk.result("im.search.user.list", {{"FIND", "Bot manager"}}).size() == 1);
}

TEST_CASE("a person who manages a chat takes members out of it, but not its owner") {
  Managed<ImDesk> desk;
  desk.bot = {{"botId", desk.owner}, {"botToken", "tok-owner"}};
  const auto kicked = [&](Id user) {
    return desk.ask("im.chat.user.delete", {{"CHAT_ID", 1}, {"USER_ID", user}});
  };
  CHECK(kicked(desk.manager)["error"] == "ACCESS_DENIED_KICK");
  desk.result("imbot.v2.Chat.Manager.add", desk.in_chat({{"userIds", {1}}}));
  CHECK(kicked(desk.owner)["error"] == "ACCESS_DENIED_KICK");
  CHECK(kicked(desk.manager)["result"] == true);
}

TEST_CASE("a closed text field takes no message of a person who is a mere member") {
  Managed<ImDesk> desk;
  desk.result("imbot.v2.Chat.TextField.enabled", desk.in_chat({{"enabled", false}}));
  const Json message{{"DIALOG_ID", "chat1"}, {"MESSAGE", "x"}};
  CHECK(desk.error("im.message.add", message) == "ACCESS_ERROR");
  desk.result("imbot.v2.Chat.TextField.enabled", desk.in_chat({{"enabled", true}}));
  CHECK(desk.result("im.message.add", message).is_number());
}
