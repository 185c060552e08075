// Calls as an application: what the client does while its access token is being renewed, and after.
#include "api/client/authorization.h"

#include <set>

#include <catch2/catch.hpp>

#include "api/base/log.h"
#include "tests/api/client/fake_transport.h"
#include "tests/support/sim_loop.h"

using namespace luabot;
using namespace luabot::client;
using namespace std::chrono_literals;
using catalog::Repeat;

namespace {

/// An authorization that does what the test says.
class FakeAuthorization final : public Authorization {
 public:
  [[nodiscard]] std::string name() const override { return "acme"; }
  [[nodiscard]] std::shared_ptr<const Grant> grant() const override { return now; }
  [[nodiscard]] std::optional<Error> error() const override { return failed; }
  void expired(const std::shared_ptr<const Grant>& which) override {
    REQUIRE(which == now);
    ++renewals;
    now.reset();
  }
  [[nodiscard]] Handle listen(std::function<void()> changed) override {
    struct Listener final : Pending {
      FakeAuthorization* of = nullptr;
      ~Listener() override { of->tell = nullptr; }
    };
    auto listener = std::make_unique<Listener>();
    listener->of = this;
    tell = std::move(changed);
    return listener;
  }

  void give(const std::string& token) {
    auto grant = std::make_shared<Grant>();
    grant->endpoint = *parse_endpoint("https://acme.example/rest/");
    grant->access_token = Secret(token);
    now = std::move(grant);
    failed.reset();
    if (tell) tell();
  }
  void fail(Error error) {
    now.reset();
    failed = std::move(error);
    tell();
  }

  std::shared_ptr<const Grant> now;
  std::optional<Error> failed;
  std::function<void()> tell;
  int renewals = 0;
};

/// Keeps the token that each request went out with.
class Wire final : public Transport {
 public:
  explicit Wire(test::FakeTransport& net) : net_(net) {}
  void use(const Grant& grant) override { token_ = grant.access_token.reveal(); }
  using Transport::post;
  std::unique_ptr<Exchange> post(std::string_view method, std::string_view body, const Insertion& /*none*/,
                                 Done done) override {
    sent.push_back(token_);
    return net_.post(method, body, std::move(done));
  }
  std::vector<std::string> sent;

 private:
  test::FakeTransport& net_;
  std::string token_;
};

struct Bench {
  Bench() {
    set_log_level(Level::off);
    auto made = std::make_unique<Wire>(net);
    wire = made.get();
    portal.emplace(loop, oauth, *parse_limit("none"), std::move(made), [] { return 0.5; });
  }
  ~Bench() { set_log_level(Level::info); }

  std::optional<Result<Answer>>& call(Repeat repeat = Repeat::once, Duration timeout = 60s) {
    Call with{"m", "{}", repeat};
    with.timeout = timeout;
    auto& entry = calls.emplace_back();
    entry.handle = portal->call(std::move(with), [&entry](Result<Answer> result) {
      REQUIRE_FALSE(entry.result);
      entry.result = std::move(result);
    });
    return entry.result;
  }
  void expire(std::size_t number) { net.error(number, 401, "expired_token"); }

  struct Entry {
    Handle handle;
    std::optional<Result<Answer>> result;
  };
  test::SimLoop loop;
  test::FakeTransport net;
  FakeAuthorization oauth;
  Wire* wire = nullptr;
  std::list<Entry> calls;
  std::optional<Client> portal;
};

}  // namespace

TEST_CASE("an expired token is renewed once however many calls meet it, and all of them go on") {
  Bench bench;
  bench.oauth.give("first-token");
  const auto& a = bench.call();
  const auto& b = bench.call();
  const auto& c = bench.call();
  REQUIRE(bench.wire->sent.size() == 3);
  bench.expire(0);
  bench.expire(1);
  const auto& d = bench.call();
  bench.loop.advance(5s);
  CHECK(bench.oauth.renewals == 1);
  CHECK(bench.wire->sent.size() == 3);
  bench.oauth.give("second-token");
  CHECK(bench.wire->sent.size() == 6);
  // The last of the old ones comes back now: the token that it met is the old one.
  bench.expire(2);
  CHECK(bench.oauth.renewals == 1);
  REQUIRE(bench.wire->sent.size() == 7);
  for (std::size_t i = 3; i < 7; ++i) {
    CHECK(bench.wire->sent[i] == "second-token");
    bench.net.ok(i);
  }
  for (const auto* result : {&a, &b, &c, &d}) CHECK((*result && (*result)->ok()));
}

TEST_CASE("a token that the portal knows no longer is renewed") {
  Bench bench;
  bench.oauth.give("first-token");
  const auto& result = bench.call(Repeat::once);
  bench.net.error(0, 401, "invalid_token");
  CHECK(bench.oauth.renewals == 1);
  bench.oauth.give("second-token");
  REQUIRE(bench.wire->sent.size() == 2);
  bench.net.ok(1);
  CHECK(result->ok());
}

TEST_CASE("calls that wait for a renewal keep their deadlines") {
  Bench bench;
  bench.oauth.give("first-token");
  const auto& met = bench.call(Repeat::once, 10s);
  bench.expire(0);
  const auto& late = bench.call(Repeat::once, 3s);
  bench.loop.advance(3s);
  REQUIRE(late);
  CHECK(late->error().code == "TIMED_OUT");
  CHECK(late->error().outcome == Outcome::not_executed);
  bench.loop.advance(7s);
  REQUIRE(met);
  CHECK(met->error().code == "TIMED_OUT");
  CHECK_THAT(met->error().what, Catch::Contains("expired_token") && Catch::Contains("not carried out"));
}

TEST_CASE("a renewal that failed ends all calls with its error, and a new installation goes on") {
  Bench bench;
  bench.oauth.give("first-token");
  const auto& a = bench.call();
  const auto& b = bench.call();
  bench.expire(0);
  bench.expire(1);
  CHECK_FALSE(bench.portal->unauthorized());
  bench.oauth.fail({"invalid_grant", "no longer valid", "OAuth server", "Install the application again."});
  CHECK(bench.portal->unauthorized());
  CHECK_FALSE(a);
  bench.loop.settle();
  for (const auto* result : {&a, &b}) {
    REQUIRE(*result);
    CHECK((*result)->error().text() == "m: no longer valid (invalid_grant). Install the application again.");
    CHECK((*result)->error().outcome == Outcome::not_executed);
  }
  const auto& next = bench.call();
  CHECK_FALSE(next);
  bench.loop.settle();
  REQUIRE(next);
  CHECK(next->error().code == "invalid_grant");
  CHECK(bench.wire->sent.size() == 2);

  bench.oauth.give("installed-again");
  const auto& after = bench.call();
  REQUIRE(bench.wire->sent.size() == 3);
  CHECK(bench.wire->sent[2] == "installed-again");
  bench.net.ok(2);
  REQUIRE(after);
  CHECK(after->ok());
}

TEST_CASE("a call whose earlier attempt may have been carried out says so when the renewal fails") {
  Bench bench;
  bench.oauth.give("first-token");
  const auto& result = bench.call(Repeat::read);
  bench.net.fail(0, Reached::perhaps);
  bench.loop.advance(100ms);
  bench.expire(1);
  bench.oauth.fail({"invalid_grant", "no longer valid"});
  bench.loop.settle();
  REQUIRE(result);
  CHECK(result->error().outcome == Outcome::unknown);
}

TEST_CASE("a portal that moved is found again by a renewal, once") {
  Bench bench;
  bench.oauth.give("first-token");
  const auto& result = bench.call();
  bench.net.answer(0, 302, "");
  CHECK(bench.oauth.renewals == 1);
  bench.oauth.give("second-token");
  REQUIRE(bench.wire->sent.size() == 2);
  bench.net.answer(1, 302, "");
  REQUIRE(result);
  CHECK(result->error().code == "PORTAL_MOVED");
  CHECK(result->error().hint == "Install the application again on the portal.");
  CHECK(bench.oauth.renewals == 1);
}

TEST_CASE("nothing is sent before there is a grant, and other refusals renew nothing") {
  Bench bench;
  const auto& result = bench.call();
  bench.loop.advance(1s);
  CHECK(bench.wire->sent.empty());
  bench.oauth.give("first-token");
  REQUIRE(bench.wire->sent.size() == 1);
  bench.net.error(0, 401, "NO_AUTH_FOUND");
  REQUIRE(result);
  CHECK(result->error().code == "NO_AUTH_FOUND");
  CHECK(result->error().hint == "Install the application again on the portal.");
  CHECK(bench.oauth.renewals == 0);
}

TEST_CASE("a call's callback may destroy the client when a renewal has failed") {
  Bench bench;
  bench.oauth.give("first-token");
  bench.call();
  const auto handle = bench.portal->call({"m", "{}"}, [&](const Result<Answer>&) { bench.portal.reset(); });
  bench.expire(1);
  bench.oauth.fail({"invalid_grant", "no longer valid"});
  bench.loop.advance(2min);
  CHECK_FALSE(bench.portal);
  CHECK_FALSE(bench.calls.front().result);
}
