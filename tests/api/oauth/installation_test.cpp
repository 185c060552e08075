#include "api/oauth/installation.h"

#include <catch2/catch.hpp>

using namespace luabot;
using oauth::Installation;
using oauth::read_installation;

TEST_CASE("an ONAPPINSTALL event is read") {
  const auto read = read_installation(
      "event=ONAPPINSTALL&event_handler_id=1&data%5BVERSION%5D=1&data%5BACTIVE%5D=Y&data%5BLANGUAGE_ID%5D=en"
      "&ts=1772093963&auth%5Baccess_token%5D=access-token&auth%5Bexpires_in%5D=3600&auth%5Bscope%5D=imbot"
      "&auth[domain]=acme.bitrix24.com&auth[server_endpoint]=https%3A%2F%2Foauth.bitrix.info%2Frest%2F"
      "&auth[client_endpoint]=https%3A%2F%2Facme.bitrix24.com%2Frest%2F&auth[member_id]=a223c6b3710f85df"
      "&auth[status]=L&auth[user_id]=1&auth[refresh_token]=refresh-token&auth[application_token]=app-token");
  REQUIRE(read);
  CHECK(read->kind == Installation::Kind::event);
  CHECK(read->member_id == "a223c6b3710f85df");
  CHECK(read->refresh_token.reveal() == "refresh-token");
  CHECK(read->application_token.reveal() == "app-token");
}

TEST_CASE("the installation page's form is read") {
  const auto read = read_installation(
      "AUTH_ID=access-token&AUTH_EXPIRES=3600&REFRESH_ID=refresh-token&member_id=a223c6b3710f85df&status=L"
      "&PLACEMENT=DEFAULT&PLACEMENT_OPTIONS=%7B%22any%22%3A%22%22%7D");
  REQUIRE(read);
  CHECK(read->kind == Installation::Kind::page);
  CHECK(read->member_id == "a223c6b3710f85df");
  CHECK(read->refresh_token.reveal() == "refresh-token");
  CHECK(read->application_token.empty());
}

TEST_CASE("an ONAPPUNINSTALL event is read") {
  const auto read = read_installation(
      "event=ONAPPUNINSTALL&data[LANGUAGE_ID]=en&data[CLEAN]=0&auth[domain]=acme.bitrix24.com"
      "&auth[member_id]=m1&auth[application_token]=app-token");
  REQUIRE(read);
  CHECK(read->kind == Installation::Kind::removal);
  CHECK(read->application_token.reveal() == "app-token");
}

TEST_CASE("what is no installation is refused without showing it") {
  std::string many = "event=ONAPPINSTALL&auth[member_id]=m1&auth[refresh_token]=refresh-token";
  for (int i = 0; i < 300; ++i) many += "&k" + std::to_string(i) + "=1";
  for (const std::string& form : {
           std::string(),
           std::string("event=ONAPPINSTALL"),
           std::string("event=ONAPPINSTALL&auth=text"),
           std::string("event=ONAPPINSTALL&auth[member_id]=m1"),
           std::string("event=ONAPPINSTALL&auth[member_id]=../m1&auth[refresh_token]=s3cret-token"),
           std::string("event=ONAPPINSTALL&auth[member_id]=m1&auth[refresh_token]=s3cret%0Atoken"),
           std::string("event=ONAPPINSTALL&auth[member_id]=m1&auth[refresh_token][]=s3cret-token"),
           std::string("event=ONCRMDEALADD&auth[member_id]=m1&auth[refresh_token]=s3cret-token"),
           std::string("event=ONAPPUNINSTALL&auth[member_id]=m1"),
           std::string("REFRESH_ID=s3cret-token"),
           std::string("member_id=m1&AUTH_ID=s3cret-token"),
           "member_id=m1&REFRESH_ID=" + std::string(600, 'x'),
           many,
       }) {
    INFO(form);
    const auto read = read_installation(form);
    REQUIRE_FALSE(read);
    CHECK(read.error().code == "BAD_INSTALLATION");
    CHECK_THAT(read.error().text(), !Catch::Contains("s3cret"));
  }
}
