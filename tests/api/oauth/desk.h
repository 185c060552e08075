#pragma once
#include <list>
#include <optional>
#include <string>

#include <catch2/catch.hpp>
#include <nlohmann/json.hpp>

#include "api/base/log.h"
#include "api/form/form.h"
#include "api/oauth/keeper.h"
#include "tests/api/client/fake_transport.h"
#include "tests/support/sim_loop.h"
#include "tests/support/temp_dir.h"

namespace luabot::test {

constexpr auto member = "a223c6b3710f85df22e9377d6c4f7553";
constexpr auto client_secret = "s3cret-of-the-client";

inline Json token_answer(const std::string& number, const std::string& of = member) {
  return {{"access_token", "access-" + number},
          {"client_endpoint", "https://acme.example/rest/"},
          {"domain", "oauth.bitrix.info"},
          {"expires_in", 3600},
          {"member_id", of},
          {"refresh_token", "refresh-" + number},
          {"scope", "imbot"},
          {"server_endpoint", "https://oauth.bitrix.info/rest/"},
          {"status", "F"}};
}

inline oauth::Tokens tokens(const std::string& number, const std::string& application_token = {}) {
  auto read = *oauth::read_tokens(token_answer(number));
  read.application_token = Secret(application_token);
  return read;
}

/// A keeper on simulated time, its store in a folder of its own, and an OAuth server that answers what the
/// test says. The dice always show one half.
struct OAuthDesk {
  OAuthDesk() {
    set_log_level(Level::off);
    auto fake = std::make_unique<FakeTransport>();
    server = fake.get();
    const auto half = [] { return 0.5; };
    oauth::Application application{"local.1", Secret(client_secret)};
    auto asked = std::make_unique<oauth::TokenServer>(loop, application, std::move(fake), half);
    keeper.emplace(loop, "acme", store, std::move(asked), half);
  }
  ~OAuthDesk() { set_log_level(Level::info); }

  /// The form of a request to the OAuth server.
  [[nodiscard]] Json asked(std::size_t number) const {
    return *form::decode(server->requests.at(number)->body);
  }
  void answer(std::size_t number, const Json& with, int status = 200) {
    server->answer(number, status, with.dump());
  }
  [[nodiscard]] std::string stored_token() const {
    const auto kept = *store.load("acme");
    return kept ? kept->access_token.reveal() : "";
  }

  TempDir dir;
  SimLoop loop;
  oauth::Store store{dir.str() + "/oauth"};
  FakeTransport* server = nullptr;
  std::optional<oauth::Keeper> keeper;
};

}  // namespace luabot::test
