#include "api/oauth/keeper.h"

#include <filesystem>
#include <fstream>

#include <sys/stat.h>

#include "api/client/client.h"
#include "tests/api/oauth/desk.h"

using namespace luabot;
using namespace luabot::test;
using namespace std::chrono_literals;
using client::Reached;

namespace {

/// A keeper with tokens, and a client that calls with them.
struct Installed : OAuthDesk {
  Installed() {
    REQUIRE(keeper->load(tokens("1", "app-token")));
    auto fake = std::make_unique<FakeTransport>();
    net = fake.get();
    portal.emplace(loop, *keeper, *client::parse_limit("none"), std::move(fake), [] { return 0.5; });
    loop.settle();
  }
  std::optional<Result<client::Answer>>& call() {
    auto& entry = calls.emplace_back();
    entry.handle =
        portal->call({"m", "{}"}, [&entry](Result<client::Answer> got) { entry.result = std::move(got); });
    return entry.result;
  }
  /// A call meets an expired token, so that the OAuth server is asked for the n-th time.
  std::optional<Result<client::Answer>>& expired_call() {
    auto& result = call();
    net->error(net->requests.size() - 1, 401, "expired_token");
    loop.advance(10s);
    return result;
  }

  struct Entry {
    Handle handle;
    std::optional<Result<client::Answer>> result;
  };
  FakeTransport* net = nullptr;
  std::list<Entry> calls;
  std::optional<client::Client> portal;
};

}  // namespace

TEST_CASE("an expired token is renewed at the OAuth server, stored, and used") {
  Installed at;
  const auto& a = at.call();
  const auto& b = at.call();
  at.net->error(0, 401, "expired_token");
  at.net->error(1, 401, "expired_token");
  at.loop.settle();
  REQUIRE(at.server->requests.size() == 1);
  CHECK(at.server->requests[0]->method.empty());
  CHECK(at.asked(0) == Json{{"grant_type", "refresh_token"},
                            {"client_id", "local.1"},
                            {"client_secret", client_secret},
                            {"refresh_token", "refresh-1"}});
  CHECK(at.keeper->grant() == nullptr);
  at.answer(0, token_answer("2"));
  CHECK(at.stored_token() == "access-2");
  at.loop.settle();
  CHECK(at.keeper->grant()->access_token.reveal() == "access-2");
  // What only the installation knew stays.
  CHECK(at.keeper->tokens()->application_token.reveal() == "app-token");
  REQUIRE(at.net->requests.size() == 4);
  at.net->ok(2);
  at.net->ok(3);
  CHECK(a->ok());
  CHECK(b->ok());
}

TEST_CASE("a token that is told of twice, or late, is renewed once") {
  Installed at;
  const auto first = at.keeper->grant();
  at.keeper->expired(first);
  at.loop.settle();
  REQUIRE(at.server->requests.size() == 1);
  at.keeper->expired(first);
  at.loop.settle();
  CHECK(at.server->requests.size() == 1);
  CHECK_FALSE(at.server->requests[0]->given_up);
  at.answer(0, token_answer("2"));
  at.loop.settle();
  at.keeper->expired(first);
  at.loop.advance(1min);
  CHECK(at.server->requests.size() == 1);
  CHECK(at.keeper->grant()->access_token.reveal() == "access-2");
}

TEST_CASE("a restart goes on with the stored tokens and not with those of the settings") {
  Installed at;
  at.expired_call();
  at.answer(0, token_answer("2"));
  at.keeper.reset();
  OAuthDesk next;
  oauth::Keeper again(next.loop, "acme", at.store, nullptr, [] { return 0.5; });
  REQUIRE(again.load(tokens("1")));
  CHECK(again.grant()->access_token.reveal() == "access-2");
  at.portal.reset();
}

TEST_CASE("the OAuth server is asked again after failures that may pass") {
  Installed at;
  const auto& result = at.expired_call();
  at.server->fail(0, Reached::nowhere);
  at.loop.advance(1s);
  REQUIRE(at.server->requests.size() == 2);
  at.server->fail(1, Reached::perhaps);  // the old refresh token may still work
  at.loop.advance(1s);
  REQUIRE(at.server->requests.size() == 3);
  at.server->answer(2, 502, "<html>Bad Gateway</html>");
  at.loop.advance(1s);
  REQUIRE(at.server->requests.size() == 4);
  at.loop.advance(21s);  // no answer at all
  CHECK(at.server->requests[3]->given_up);
  REQUIRE(at.server->requests.size() == 5);
  CHECK(at.asked(4)["refresh_token"] == "refresh-1");
  at.answer(4, token_answer("2"));
  at.loop.settle();
  at.net->ok(1);
  CHECK(result->ok());
}

TEST_CASE("an OAuth server that stays away ends the calls that wait, and the next call asks it again") {
  Installed at;
  auto& entry = at.calls.emplace_back();
  client::Call patient{"m", "{}"};
  patient.timeout = 10min;
  entry.handle =
      at.portal->call(std::move(patient), [&](Result<client::Answer> got) { entry.result = std::move(got); });
  at.net->error(0, 401, "expired_token");
  std::size_t failed = 0;
  for (int i = 0; i < 200 && !entry.result; ++i) {
    at.loop.advance(1s);
    while (failed < at.server->requests.size()) at.server->fail(failed++, Reached::nowhere);
  }
  REQUIRE(entry.result);
  CHECK(entry.result->error().code == "OAUTH_UNREACHABLE");
  CHECK(entry.result->error().outcome == Outcome::not_executed);
  CHECK_THAT(entry.result->error().text(), Catch::Contains("acme") && Catch::Contains("it broke"));
  CHECK(failed < 30);
  const auto& next = at.expired_call();
  REQUIRE(at.server->requests.size() == failed + 1);
  at.answer(failed, token_answer("2"));
  at.loop.settle();
  at.net->ok(at.net->requests.size() - 1);
  CHECK(next->ok());
}

TEST_CASE("invalid_grant ends every call with what to do, until the application is installed again") {
  Installed at;
  const auto& first = at.expired_call();
  at.answer(0, {{"error", "invalid_grant"}, {"error_description", "refresh-1 is spent"}}, 400);
  at.loop.settle();
  REQUIRE(first);
  CHECK(first->error().text() ==
        "m: the portal acme: the stored refresh token is no longer valid (invalid_grant). Install the "
        "application again on the portal.");
  const auto& second = at.call();
  at.loop.advance(2h);
  REQUIRE(second);
  CHECK(second->error().code == "invalid_grant");
  CHECK(at.server->requests.size() == 1);
  CHECK(at.net->requests.size() == 1);

  REQUIRE(at.keeper->install(tokens("9")));
  const auto& third = at.call();
  at.loop.settle();
  at.net->ok(1);
  REQUIRE(third);
  CHECK(third->ok());
}

TEST_CASE("PAYMENT_REQUIRED is asked again an hour later") {
  Installed at;
  const auto& first = at.expired_call();
  at.answer(0, {{"error", "PAYMENT_REQUIRED"}}, 402);
  at.loop.settle();
  REQUIRE(first);
  CHECK(first->error().code == "PAYMENT_REQUIRED");
  CHECK_THAT(first->error().hint, Catch::Contains("subscription"));
  at.loop.advance(59min);
  const auto& second = at.call();
  at.loop.settle();
  CHECK(second->error().code == "PAYMENT_REQUIRED");
  at.loop.advance(2min);
  const auto& third = at.expired_call();
  REQUIRE(at.server->requests.size() == 2);
  at.answer(1, token_answer("2"));
  at.loop.settle();
  at.net->ok(at.net->requests.size() - 1);
  CHECK(third->ok());
}

TEST_CASE("tokens of another portal are never taken from a renewal") {
  Installed at;
  const auto& result = at.expired_call();
  at.answer(0, token_answer("2", "someoneelse"));
  at.loop.settle();
  REQUIRE(result);
  CHECK(result->error().code == "PORTAL_MISMATCH");
  CHECK(at.stored_token() == "access-1");
}

TEST_CASE("a code of the OAuth server that is no code is not shown") {
  for (const char* code : {"refresh-1 is spent", "refresh-1", "<b>refresh-1</b>"}) {
    Installed at;
    const auto& result = at.expired_call();
    at.answer(0, {{"error", code}}, 400);
    at.loop.settle();
    REQUIRE(result);
    CHECK(result->error().code == "OAUTH_REFUSED");
    CHECK_THAT(result->error().text(), !Catch::Contains("refresh-1"));
  }
}

TEST_CASE("a malformed answer of the OAuth server shows none of it") {
  Installed at;
  auto answer = token_answer("2");
  answer["client_endpoint"] = "http://acme.example/rest/";  // would send the token in clear text
  const auto& result = at.expired_call();
  at.answer(0, answer);
  at.loop.settle();
  REQUIRE(result);
  CHECK(result->error().code == "BAD_TOKENS");
  CHECK_THAT(result->error().text(), !Catch::Contains("access-2") && Catch::Contains("client_endpoint"));
}

TEST_CASE("a new pair that cannot be stored is not used until it is") {
  Installed at;
  const auto& result = at.expired_call();
  const auto folder = at.dir.str() + "/oauth";
  std::filesystem::rename(folder, folder + ".away");
  std::ofstream(folder) << "in the way";
  at.answer(0, token_answer("2"));
  at.loop.advance(5s);
  CHECK(at.keeper->grant() == nullptr);
  CHECK(at.net->requests.size() == 1);
  std::filesystem::remove(folder);
  std::filesystem::rename(folder + ".away", folder);
  at.loop.advance(10s);
  CHECK(at.stored_token() == "access-2");
  REQUIRE(at.net->requests.size() == 2);
  at.net->ok(1);
  CHECK(result->ok());
  CHECK(at.server->requests.size() == 1);
}

TEST_CASE("an installation that cannot be stored is none") {
  Installed at;
  const auto folder = at.dir.str() + "/oauth";
  std::filesystem::rename(folder, folder + ".away");
  std::ofstream(folder) << "in the way";
  const auto installed = at.keeper->install(tokens("9"));
  REQUIRE_FALSE(installed);
  CHECK(installed.error().code == "TOKENS_NOT_STORED");
  CHECK(at.keeper->grant()->access_token.reveal() == "access-1");
}

TEST_CASE("tokens that never last are renewed more and more slowly") {
  Installed at;
  at.call();
  for (std::size_t i = 0; at.loop.now() < TimePoint(1h + 10min); ++i) {
    at.net->error(at.net->requests.size() - 1, 401, "invalid_token");
    for (int wait = 0; wait < 100 && at.server->requests.size() == i; ++wait) at.loop.advance(100ms);
    if (at.server->requests.size() == i) break;
    at.answer(i, token_answer(std::to_string(i + 2)));
    at.loop.settle();
  }
  CHECK(at.server->requests.size() > 8);
  CHECK(at.server->requests.size() < 30);  // one call's minute: then its deadline has passed
}

TEST_CASE("an application that is not installed says so, and goes on when it is") {
  OAuthDesk desk;
  REQUIRE(desk.keeper->load());
  REQUIRE(desk.keeper->error());
  CHECK(desk.keeper->error()->text() ==
        "the application is not installed on the portal acme (NOT_INSTALLED). Install it there; the "
        "installation brings the tokens.");
  int told = 0;
  auto handle = desk.keeper->listen([&] { ++told; });
  REQUIRE(desk.keeper->install(tokens("1")));
  desk.loop.settle();
  CHECK(told == 1);
  CHECK(desk.keeper->grant());
  REQUIRE(desk.keeper->forget());
  desk.loop.settle();
  CHECK(told == 2);
  CHECK(desk.keeper->error()->code == "NOT_INSTALLED");
  CHECK(desk.stored_token().empty());
  handle.reset();
  REQUIRE(desk.keeper->install(tokens("1")));
  desk.loop.settle();
  CHECK(told == 2);
}

TEST_CASE("a new installation ends a renewal that is under way") {
  Installed at;
  const auto& result = at.expired_call();
  REQUIRE(at.server->requests.size() == 1);
  REQUIRE(at.keeper->install(tokens("9")));
  CHECK(at.server->requests[0]->given_up);
  at.loop.settle();
  at.net->ok(1);
  REQUIRE(result);
  CHECK(result->ok());
  CHECK(at.stored_token() == "access-9");
}
