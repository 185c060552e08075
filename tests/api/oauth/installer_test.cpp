#include "api/oauth/installer.h"

#include "tests/api/oauth/desk.h"

using namespace luabot;
using namespace luabot::test;
using namespace std::chrono_literals;

namespace {

std::string event_form(const std::string& refresh, const std::string& of = member) {
  return "event=ONAPPINSTALL&auth[member_id]=" + of + "&auth[refresh_token]=" + refresh +
         "&auth[access_token]=posted-access&auth[application_token]=app-token"
         "&auth[client_endpoint]=https%3A%2F%2Fevil.example%2Frest%2F";
}

std::string page_form(const std::string& refresh) {
  return "AUTH_ID=posted-access&AUTH_EXPIRES=3600&REFRESH_ID=" + refresh + "&member_id=" + member +
         "&status=L&PLACEMENT=DEFAULT";
}

std::string removal_form(const std::string& token) {
  return std::string("event=ONAPPUNINSTALL&auth[member_id]=") + member + "&auth[application_token]=" + token;
}

struct Door : OAuthDesk {
  explicit Door(const std::string& only = {}) { installer.emplace(*keeper, only); }

  std::optional<http::Response>& post(const std::string& form) {
    http::Request request;
    request.method = "POST";
    request.path = "/install";
    request.query = "DOMAIN=acme.example&PROTOCOL=1&LANG=en&APP_SID=1234";
    request.content_type = "application/x-www-form-urlencoded";
    request.body = form;
    return send(request);
  }
  std::optional<http::Response>& send(const http::Request& request) {
    auto& place = answers.emplace_back();
    installer->handle(request, [&place](http::Response got) { place = std::move(got); });
    return place;
  }
  std::list<std::optional<http::Response>> answers;
  std::optional<oauth::Installer> installer;
};

}  // namespace

TEST_CASE("an installation is confirmed by the OAuth server, stored, and then answered") {
  Door door;
  const auto& answer = door.post(event_form("posted-refresh"));
  CHECK_FALSE(answer);
  REQUIRE(door.server->requests.size() == 1);
  CHECK(door.asked(0)["refresh_token"] == "posted-refresh");
  door.answer(0, token_answer("1"));
  REQUIRE(answer);
  CHECK(answer->status == 200);
  CHECK(door.stored_token() == "access-1");
  // Nothing that was posted is believed but what the server cannot know.
  CHECK(door.keeper->grant()->endpoint.url == "https://acme.example/rest/");
  CHECK(door.keeper->tokens()->application_token.reveal() == "app-token");
}

TEST_CASE("the installation page is answered with a page that ends the installation") {
  Door door;
  const auto& answer = door.post(page_form("posted-refresh"));
  door.answer(0, token_answer("1"));
  REQUIRE(answer);
  CHECK(answer->status == 200);
  CHECK_THAT(answer->content_type, Catch::Contains("text/html"));
  CHECK_THAT(answer->body, Catch::Contains("BX24.installFinish()"));
  CHECK_THAT(answer->body, !Catch::Contains("access-1") && !Catch::Contains("posted"));
}

TEST_CASE("the page and the event of one installation may come in any order") {
  Door door;
  door.post(event_form("refresh-of-event"));
  const auto& page = door.post(page_form("refresh-of-page"));
  REQUIRE(door.server->requests.size() == 1);
  door.answer(0, token_answer("1"));
  REQUIRE(door.server->requests.size() == 2);
  door.answer(1, token_answer("2"));
  REQUIRE(page);
  CHECK(door.stored_token() == "access-2");
  CHECK(door.keeper->tokens()->application_token.reveal() == "app-token");
}

TEST_CASE("a forged installation changes nothing") {
  Door door;
  REQUIRE(door.keeper->install(tokens("1", "app-token")));
  SECTION("its refresh token is not known to the OAuth server") {
    const auto& answer = door.post(event_form("forged-refresh"));
    door.answer(0, {{"error", "invalid_grant"}}, 400);
    REQUIRE(answer);
    CHECK(answer->status == 403);
    CHECK_THAT(answer->body, !Catch::Contains("forged"));
  }
  SECTION("its refresh token is of the forger's own portal") {
    const auto& answer = door.post(event_form("their-refresh"));
    door.answer(0, token_answer("2", "theirportal"));
    REQUIRE(answer);
    CHECK(answer->status == 403);
  }
  SECTION("it names the forger's own portal") {
    const auto& answer = door.post(event_form("their-refresh", "theirportal"));
    REQUIRE(answer);
    CHECK(answer->status == 403);
    CHECK(door.server->requests.empty());
  }
  CHECK(door.stored_token() == "access-1");
  CHECK(door.keeper->grant()->access_token.reveal() == "access-1");
  CHECK_FALSE(door.keeper->error());
}

TEST_CASE("the first installation has to be of the portal that its tokens are of") {
  Door door;
  const auto& answer = door.post(event_form("their-refresh"));
  door.answer(0, token_answer("2", "theirportal"));
  REQUIRE(answer);
  CHECK(answer->status == 403);
  CHECK(door.stored_token().empty());
  CHECK(door.keeper->grant() == nullptr);
}

TEST_CASE("only the portal that the settings name may install") {
  Door door("anotherportal");
  const auto& answer = door.post(event_form("posted-refresh"));
  REQUIRE(answer);
  CHECK(answer->status == 403);
}

TEST_CASE("a flood of installations is not passed on to the OAuth server") {
  Door door;
  for (int i = 0; i < 50; ++i) door.post(event_form("refresh-" + std::to_string(i)));
  CHECK(door.server->requests.size() == 1);
  int busy = 0;
  for (const auto& answer : door.answers) busy += answer && answer->status == 503 ? 1 : 0;
  CHECK(busy == 50 - static_cast<int>(oauth::Installer::most_waiting));
}

TEST_CASE("an installation may be repeated while the OAuth server is away") {
  Door door;
  const auto& answer = door.post(event_form("posted-refresh"));
  std::size_t failed = 0;
  for (int i = 0; i < 200 && !answer; ++i) {
    while (failed < door.server->requests.size()) door.server->fail(failed++, client::Reached::nowhere);
    door.loop.advance(1s);
  }
  REQUIRE(answer);
  CHECK(answer->status == 503);
}

TEST_CASE("a removal counts with the installation's application_token alone") {
  Door door;
  REQUIRE(door.keeper->install(tokens("1", "app-token")));
  CHECK(door.post(removal_form("another-token"))->status == 403);
  CHECK(door.post(removal_form("app-toke"))->status == 403);
  CHECK(door.keeper->grant());
  CHECK(door.post(removal_form("app-token"))->status == 200);
  CHECK(door.keeper->error()->code == "NOT_INSTALLED");
  CHECK(door.stored_token().empty());
  CHECK(door.post(removal_form("app-token"))->status == 403);
}

TEST_CASE("what is no installation at all is refused") {
  Door door;
  http::Request request;
  request.method = "GET";
  CHECK(door.send(request)->status == 405);
  request.method = "POST";
  request.content_type = "application/json";
  request.body = "{}";
  CHECK(door.send(request)->status == 415);
  CHECK(door.post("event=ONAPPINSTALL")->status == 400);
  CHECK(door.server->requests.empty());
}
