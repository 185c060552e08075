// The whole of it over the network: a client, its keeper and the installer against the emulated portal.
#include "api/emulator/emulator.h"

#include <atomic>

#include <boost/asio/io_context.hpp>
#include <catch2/catch.hpp>
#include <nlohmann/json.hpp>

#include "api/base/log.h"
#include "api/emulator/oauth.h"
#include "api/http/server.h"
#include "api/oauth/installer.h"
#include "tests/support/temp_dir.h"

using namespace luabot;
using namespace std::chrono_literals;

namespace {

emulator::Options unlimited() {
  emulator::Options options;
  options.limit.on = false;
  return options;
}

/// A portal, an application with its installation address, and a client, all on one loop.
struct Stage {
  Stage() {
    set_log_level(Level::off);
    emulator = emulator::Emulator::start(loop, unlimited()).value();
    oauth::Application application{"local.emulator", Secret(portal().options().client_secret),
                                   portal().oauth().base() + "/oauth/token/"};
    keeper = oauth::Keeper::open(loop, "acme", application, oauth::Store(dir.str() + "/oauth")).value();
    REQUIRE(keeper->load());
    installer.emplace(*keeper);
    auto listening = http::Server::listen(loop, "127.0.0.1", 0,
                                          [this](const http::Request& request, http::Respond respond) {
                                            installer->handle(request, std::move(respond));
                                          });
    REQUIRE(listening);
    server = std::move(listening).value();
    client.emplace(loop, *keeper, *client::parse_limit("none"));
  }
  ~Stage() { set_log_level(Level::info); }

  emulator::Portal& portal() { return emulator->portal(); }
  /// The status that the portal gets from the installation address.
  int install(Json given) {
    given["url"] = "http://127.0.0.1:" + std::to_string(server->port()) + "/install";
    emulator::Installs installs(loop, portal().oauth());
    std::optional<emulator::ControlAnswer> answer;
    installs.post(given.dump(), [&](emulator::ControlAnswer got) {
      answer = std::move(got);
      loop.stop();
    });
    run();
    REQUIRE(answer);
    return Json::parse(answer->body).value("status", 0);
  }
  /// Makes so many calls at once and returns how many succeeded; the code of the last failure is in `code`.
  int call(int count) {
    int done = 0;
    int good = 0;
    std::vector<Handle> handles;
    handles.reserve(static_cast<std::size_t>(count));
    for (int i = 0; i < count; ++i)
      handles.push_back(client->call({"server.time", R"({"a":1})", catalog::Repeat::once},
                                     [&](const Result<client::Answer>& got) {
                                       good += got ? 1 : 0;
                                       if (!got) code = got.error().code;
                                       if (++done == count) loop.stop();
                                     }));
    run();
    CHECK(done == count);
    return good;
  }
  void run() {
    const auto guard = loop.after(30s, [this] { loop.stop(); });
    loop.context().restart();
    loop.run();
  }

  SystemLoop loop;
  test::TempDir dir;
  std::unique_ptr<emulator::Emulator> emulator;
  std::unique_ptr<oauth::Keeper> keeper;
  std::optional<oauth::Installer> installer;
  std::unique_ptr<http::Server> server;
  std::optional<client::Client> client;
  std::string code;
};

}  // namespace

TEST_CASE("an application is installed, calls, renews once for a hundred calls, and is removed") {
  Stage stage;
  CHECK(stage.call(1) == 0);
  CHECK(stage.code == "NOT_INSTALLED");
  CHECK(stage.install({{"kind", "page"}}) == 200);
  CHECK(stage.install({{"kind", "event"}}) == 200);
  CHECK(stage.call(3) == 3);

  auto& server = stage.portal().oauth();
  const auto before = server.renewals();
  server.expire();
  CHECK(stage.call(100) == 100);
  CHECK(server.renewals() == before + 1);

  CHECK(stage.install({{"kind", "event"}, {"refreshToken", "forged-token"}}) == 403);
  CHECK(stage.install({{"kind", "event"}, {"memberId", "anotherportal"}}) == 403);
  CHECK(stage.install({{"kind", "removal"}, {"applicationToken", "forged-token"}}) == 403);
  CHECK(stage.call(1) == 1);
  CHECK(stage.install({{"kind", "removal"}}) == 200);
  CHECK(stage.call(1) == 0);
  CHECK(stage.code == "NOT_INSTALLED");
}

TEST_CASE("a renewal whose answer got lost is asked for again") {
  Stage stage;
  CHECK(stage.install({{"kind", "event"}}) == 200);
  stage.portal().oauth().expire();
  stage.portal().oauth().lose(2);
  CHECK(stage.call(5) == 5);
}

TEST_CASE("a host that died before it stored the renewed pair goes on with the old one") {
  Stage stage;
  CHECK(stage.install({{"kind", "event"}}) == 200);
  // The renewal is carried out, and nobody hears of it.
  const auto& app = stage.portal().options();
  (void)stage.portal().oauth().token({{"grant_type", "refresh_token"},
                                      {"client_id", app.client_id},
                                      {"client_secret", app.client_secret},
                                      {"refresh_token", stage.keeper->tokens()->refresh_token.reveal()}});
  CHECK(stage.call(2) == 2);
}

TEST_CASE("a refused renewal is the error of all calls until the application is installed again") {
  for (const std::string code : {"invalid_grant", "PAYMENT_REQUIRED"}) {
    Stage stage;
    CHECK(stage.install({{"kind", "event"}}) == 200);
    stage.portal().oauth().expire();
    stage.portal().oauth().refuse(code);
    const auto before = stage.portal().oauth().renewals();
    CHECK(stage.call(5) == 0);
    CHECK(stage.code == code);
    CHECK(stage.call(5) == 0);
    CHECK(stage.portal().oauth().renewals() == before + 1);
    stage.portal().oauth().refuse("");
    CHECK(stage.install({{"kind", "event"}}) == 200);
    CHECK(stage.call(5) == 5);
  }
}
