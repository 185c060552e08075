#include <chrono>

#include <catch2/catch.hpp>

#include "api/catalog/catalog.h"

using luabot::catalog::suggest;

TEST_CASE("a misspelt name brings the right one") {
  CHECK(suggest("imbot.v2.Chat.Mesage.send") == "imbot.v2.Chat.Message.send");
  CHECK(suggest("imbot.v2.chat.message.sned") == "imbot.v2.Chat.Message.send");
  CHECK(suggest("imbot.v2.Chat.Message.getContxt") == "imbot.v2.Chat.Message.getContext");
  CHECK(suggest("imbot.v2.Caht.get") == "imbot.v2.Chat.get");
  CHECK(suggest("im.dialog.message.get") == "im.dialog.messages.get");
  CHECK(suggest("crm.deals.list") == "crm.deal.list");
  CHECK(suggest("imbot.v2.Bot.regsiter") == "imbot.v2.Bot.register");
}

TEST_CASE("a wrong last word brings the neighbour that was meant") {
  CHECK(suggest("imbot.v2.Chat.Message.post") == "imbot.v2.Chat.Message.send");
  CHECK(suggest("imbot.v2.Chat.Message.edit") == "imbot.v2.Chat.Message.update");
  CHECK(suggest("crm.deal.create") == "crm.deal.add");
  CHECK(suggest("crm.deal.remove") == "crm.deal.delete");
  CHECK(suggest("imbot.v2.Chat.Message.fetch") == "imbot.v2.Chat.Message.get");
  CHECK(suggest("imbot.v2.Chat.Mesage.post") == "imbot.v2.Chat.Message.send");
  CHECK(suggest("crm.deals.create") == "crm.deal.add");
  CHECK(suggest("user.getter") == "user.get");  // too far for any name but a neighbour
  CHECK(suggest("crm.deal.frobnicate").empty());
}

TEST_CASE("a word that was left out is put in") {
  CHECK(suggest("imbot.v2.Message.send") == "imbot.v2.Chat.Message.send");
  CHECK(suggest("imbot.Chat.Message.send") == "imbot.v2.Chat.Message.send");
}

TEST_CASE("a known name suggests itself and nonsense nothing") {
  CHECK(suggest("IMBOT.V2.EVENT.GET") == "imbot.v2.Event.get");
  CHECK(suggest("").empty());
  CHECK(suggest("qqqqqq").empty());
  CHECK(suggest("weather.forecast.tomorrow").empty());
  CHECK(suggest(std::string(5000, 'a')).empty());
}
