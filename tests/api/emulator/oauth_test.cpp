// The emulated portal's application: access tokens, their renewal, and the installation.
#include "api/emulator/oauth.h"

#include <future>
#include <thread>

#include <catch2/catch.hpp>
#include <nlohmann/json.hpp>

#include "api/emulator/emulator.h"
#include "api/form/form.h"
#include "tests/support/raw_server.h"
#include "tests/support/raw_socket.h"
#include "tests/support/sim_loop.h"

using namespace luabot;
using namespace std::chrono_literals;
using emulator::OAuth;
using test::body_of, test::status_of;

namespace {

struct Server {
  test::SimLoop loop;
  emulator::Options options = [] {
    emulator::Options set;
    set.client_secret = "the-secret";
    return set;
  }();
  OAuth oauth{loop, options};

  Json ask(const std::string& refresh, const std::string& secret = "the-secret") {
    const auto answer = oauth.token({{"grant_type", "refresh_token"},
                                     {"client_id", "local.emulator"},
                                     {"client_secret", secret},
                                     {"refresh_token", refresh}});
    lost = answer.delivery == emulator::Answer::Delivery::reset;
    auto told = Json::parse(answer.body);
    CHECK((answer.status == 200) == !told.contains("error"));
    return told;
  }
  bool lost = false;
};

/// An emulator on a thread of its own, with an application's tokens.
class Running {
 public:
  Running() {
    auto started = emulator::Emulator::start(loop_);
    REQUIRE(started.ok());
    emulator_ = std::move(started).value();
    thread_ = std::thread([this] { loop_.run(); });
    app = control("oauth", {{"issue", true}});
    token = app["tokens"]["access_token"];
  }
  ~Running() {
    loop_.post([this] {
      emulator_.reset();
      loop_.stop();
    });
    thread_.join();
  }

  [[nodiscard]] std::uint16_t port() const { return emulator_->port(); }
  Json control(const std::string& verb, const Json& body) {
    return Json::parse(body_of(test::post(port(), "/control/" + verb, body.dump())));
  }
  /// The answer to a call with that access token in its parameters.
  Json call(const std::string& method, Json params, const std::string& access) {
    params["auth"] = access;
    return Json::parse(body_of(test::post(port(), "/rest/" + method, params.dump())));
  }
  Json call(const std::string& method, const Json& params = Json::object()) {
    return call(method, params, token);
  }
  std::string renew(const std::string& refresh) {
    return test::post(port(), "/oauth/token/",
                      form::encode({{"grant_type", "refresh_token"},
                                    {"client_id", app["clientId"]},
                                    {"client_secret", app["clientSecret"]},
                                    {"refresh_token", refresh}}),
                      "application/x-www-form-urlencoded");
  }

  Json app;
  std::string token;

 private:
  SystemLoop loop_;
  std::unique_ptr<emulator::Emulator> emulator_;
  std::thread thread_;
};

}  // namespace

TEST_CASE("an access token lives for an hour and a renewal replaces it") {
  Server server;
  const auto first = server.oauth.issue();
  CHECK(server.oauth.check(first.access_token) == OAuth::Access::good);
  CHECK(server.oauth.check("another") == OAuth::Access::unknown);
  CHECK(server.oauth.check("") == OAuth::Access::unknown);
  server.loop.advance(59min);
  CHECK(server.oauth.check(first.access_token) == OAuth::Access::good);
  server.loop.advance(1min);
  CHECK(server.oauth.check(first.access_token) == OAuth::Access::expired);

  const auto told = server.ask(first.refresh_token);
  CHECK(told["expires_in"] == 3600);
  CHECK(told["member_id"] == server.options.member_id);
  CHECK(told["client_endpoint"] == "http://127.0.0.1/rest/");
  CHECK(server.oauth.check(told["access_token"].get<std::string>()) == OAuth::Access::good);
  server.oauth.expire();
  CHECK(server.oauth.check(told["access_token"].get<std::string>()) == OAuth::Access::expired);
}

TEST_CASE("a refresh token works until the pair that it brought has been used") {
  Server server;
  const auto first = server.oauth.issue();
  server.oauth.lose(1);
  (void)server.ask(first.refresh_token);
  CHECK(server.lost);
  const auto again = server.ask(first.refresh_token);
  CHECK_FALSE(server.lost);
  REQUIRE(again.contains("access_token"));
  CHECK(server.oauth.check(first.access_token) == OAuth::Access::expired);
  CHECK(server.oauth.check(again["access_token"].get<std::string>()) == OAuth::Access::good);
  CHECK(server.ask(first.refresh_token)["error"] == "invalid_grant");
  CHECK(server.oauth.renewals() == 3);
}

TEST_CASE("renewals are refused with the documented codes") {
  Server server;
  const auto first = server.oauth.issue();
  CHECK(server.ask("another")["error"] == "invalid_grant");
  CHECK(server.ask("")["error"] == "invalid_request");
  CHECK(server.ask(first.refresh_token, "wrong")["error"] == "invalid_client");
  CHECK(Json::parse(server.oauth.token(Json::array()).body)["error"] == "invalid_client");
  server.oauth.refuse("PAYMENT_REQUIRED");
  CHECK(server.ask(first.refresh_token)["error"] == "PAYMENT_REQUIRED");
  server.oauth.refuse("");
  CHECK(server.ask(first.refresh_token).contains("access_token"));
}

TEST_CASE("an application calls with its access token in parameters, query or header") {
  Running portal;
  CHECK(portal.call("server.time").contains("result"));
  CHECK(portal.call("api/server.time").contains("result"));
  CHECK(status_of(test::post(portal.port(), "/rest/server.time?auth=" + portal.token, "{}")) == 200);
  test::RawSocket with_header(portal.port());
  with_header.send("GET /rest/server.time.json HTTP/1.1\r\nHost: x\r\nAuthorization: Bearer " + portal.token +
                   "\r\n\r\n");
  CHECK(status_of(with_header.read_answer()) == 200);

  CHECK(portal.call("server.time", Json::object(), "another")["error"] == "invalid_token");
  CHECK(portal.call("server.time", Json::object(), "")["error"] == "NO_AUTH_FOUND");
  CHECK(status_of(test::post(portal.port(), "/rest/server.time", "{}")) == 401);
  portal.control("oauth", {{"expire", true}});
  CHECK(portal.call("server.time")["error"] == "expired_token");
  // Its token is no webhook's.
  CHECK(status_of(test::post(portal.port(), "/rest/1/" + portal.token + "/server.time", "{}")) == 401);
}

TEST_CASE("an application's bots need no botToken") {
  Running portal;
  const auto made =
      portal.call("imbot.v2.Bot.register", {{"fields", {{"code", "a"}, {"properties", {{"name", "A"}}}}}});
  REQUIRE(made.contains("result"));
  const auto id = made["result"]["bot"]["id"];
  CHECK(portal.call("imbot.v2.Bot.get", {{"botId", id}}).contains("result"));
  const auto batch =
      portal.call("batch", {{"cmd", {{"a", "imbot.v2.Bot.get?code=a"}, {"b", "server.time"}}}});
  CHECK(batch["result"]["result"].size() == 2);
  // The record of calls holds no token.
  const auto calls = portal.control("calls", Json::object()).dump();
  CHECK(calls.find(portal.token) == std::string::npos);
}

TEST_CASE("tokens are renewed over HTTP with a form or a query") {
  Running portal;
  const auto renewed = portal.renew(portal.app["tokens"]["refresh_token"]);
  REQUIRE(status_of(renewed) == 200);
  const auto told = Json::parse(body_of(renewed));
  CHECK(told["client_endpoint"] == "http://127.0.0.1:" + std::to_string(portal.port()) + "/rest/");
  CHECK(portal.call("server.time", Json::object(), told["access_token"]).contains("result"));
  CHECK(status_of(portal.renew("another")) == 400);
  test::RawSocket get(portal.port());
  get.send("GET /oauth/token/?" +
           form::encode({{"grant_type", "refresh_token"},
                         {"client_id", portal.app["clientId"]},
                         {"client_secret", portal.app["clientSecret"]},
                         {"refresh_token", told["refresh_token"]}}) +
           " HTTP/1.1\r\nHost: x\r\n\r\n");
  CHECK(status_of(get.read_answer()) == 200);
}

TEST_CASE("the control side posts what a portal posts at an installation") {
  Running portal;
  std::promise<std::string> asked;
  test::RawServer application([&](test::Peer& peer) {
    asked.set_value(peer.read_request());
    peer.answer(200, "OK");
  });
  const auto post = [&](const std::string& kind) {
    asked = {};
    const auto told = portal.control("install", {{"url", application.url("/install")}, {"kind", kind}});
    CHECK(told == Json{{"status", 200}, {"body", "OK"}});
    const auto request = asked.get_future().get();
    CHECK(request.find("Content-Type: application/x-www-form-urlencoded") != std::string::npos);
    return std::pair(request.substr(0, request.find("\r\n")),
                     *form::decode(request.substr(request.find("\r\n\r\n") + 4)));
  };
  const auto [event_line, event] = post("event");
  CHECK(event_line == "POST /install HTTP/1.1");
  CHECK(event["event"] == "ONAPPINSTALL");
  CHECK(event["auth"]["expires_in"] == "3600");
  CHECK(status_of(portal.renew(event["auth"]["refresh_token"])) == 200);
  const auto [page_line, page] = post("page");
  CHECK(page_line.find("POST /install?APP_SID=") == 0);
  CHECK(page["member_id"] == event["auth"]["member_id"]);
  CHECK(portal.call("server.time", Json::object(), page["AUTH_ID"]).contains("result"));
  const auto [removal_line, removal] = post("removal");
  CHECK(removal["auth"]["application_token"] == event["auth"]["application_token"]);
  CHECK_FALSE(removal["auth"].contains("refresh_token"));
  CHECK(portal.control("install", {{"url", "http://127.0.0.1:1/"}}).contains("error"));
  CHECK(portal.control("install", {{"url", "http://acme.example/"}}).contains("error"));
  CHECK(portal.control("install", {{"url", application.url("/")}, {"kind", "x"}}).contains("error"));
}
