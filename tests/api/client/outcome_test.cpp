#include "api/client/outcome.h"

#include <catch2/catch.hpp>
#include <nlohmann/json.hpp>

using namespace luabot;
using namespace luabot::client;

namespace {

constexpr auto html = "<!DOCTYPE html><html><body>Bad Gateway</body></html>";

Failure failure_of(int status, std::string body) {
  Reply reply;
  reply.status = status;
  reply.body = std::move(body);
  auto outcome = classify("m", reply);
  REQUIRE(std::holds_alternative<Failure>(outcome));
  const auto& failure = std::get<Failure>(outcome);
  CHECK(failure.error.where == "m");
  CHECK(failure.error.status == status);
  return failure;
}

std::string coded(const std::string& code, const std::string& description = "Some words") {
  return Json{{"error", code}, {"error_description", description}}.dump();
}

bool succeeds(int status, std::string body) {
  Reply reply;
  reply.status = status;
  reply.body = std::move(body);
  return std::holds_alternative<Answer>(classify("m", reply));
}

}  // namespace

TEST_CASE("a result is a success whatever it is") {
  for (const char* body : {R"({"result":1})", R"({"result":null,"time":{}})", R"({"result":[]})",
                           R"( {"result":{"error":"X"}} )", R"({"result":false,"error":""})",
                           R"({"result":true,"error":null})"}) {
    CAPTURE(body);
    CHECK(succeeds(200, body));
  }
  Reply reply;
  reply.status = 200;
  reply.body = R"({"result":{"id":9223372036854775807},"time":{"start":1.5}})";
  const auto outcome = classify("m", reply);
  CHECK(std::get<Answer>(outcome).result() == R"({"id":9223372036854775807})");
}

TEST_CASE("each error code has its class") {
  struct Case {
    int status;
    const char* code;
    Outcome outcome;
    bool full;
  };
  const Case cases[] = {
      {503, "QUERY_LIMIT_EXCEEDED", Outcome::not_executed, true},
      {200, "QUERY_LIMIT_EXCEEDED", Outcome::not_executed, true},
      {503, "query_limit_exceeded", Outcome::not_executed, true},
      {429, "QUERY_LIMIT_EXCEEDED", Outcome::not_executed, true},
      {429, "TOO_MANY_REQUESTS", Outcome::not_executed, true},
      {429, "OPERATION_TIME_LIMIT", Outcome::not_executed, false},
      {503, "OPERATION_TIME_LIMIT", Outcome::not_executed, false},
      {401, "expired_token", Outcome::not_executed, false},
      {401, "EXPIRED_TOKEN", Outcome::not_executed, false},
      {503, "OVERLOAD_LIMIT", Outcome::refused, false},
      {500, "INTERNAL_SERVER_ERROR", Outcome::unknown, false},
      {200, "INTERNAL_SERVER_ERROR", Outcome::unknown, false},
      {500, "ERROR_UNEXPECTED_ANSWER", Outcome::unknown, false},
      {500, "PORTAL_DELETED", Outcome::refused, false},
      {500, "SOME_BUSINESS_ERROR", Outcome::refused, false},
      {502, "GATEWAY_SAYS_NO", Outcome::unknown, false},
      {503, "SERVICE_UNAVAILABLE", Outcome::unknown, false},
      {504, "GATEWAY_TIMEOUT", Outcome::unknown, false},
      {401, "NO_AUTH_FOUND", Outcome::refused, false},
      {403, "INVALID_CREDENTIALS", Outcome::refused, false},
      {400, "INVALID_REQUEST", Outcome::refused, false},
      {403, "ACCESS_DENIED", Outcome::refused, false},
      {403, "insufficient_scope", Outcome::refused, false},
      {403, "user_access_error", Outcome::refused, false},
      {404, "ERROR_METHOD_NOT_FOUND", Outcome::refused, false},
      {404, "ERROR_MANIFEST_IS_NOT_AVAILABLE", Outcome::refused, false},
      {405, "ERROR_BATCH_METHOD_NOT_ALLOWED", Outcome::refused, false},
      {400, "ERROR_BATCH_LENGTH_EXCEEDED", Outcome::refused, false},
      {401, "METHOD_CONFIRM_WAITING", Outcome::refused, false},
      {403, "METHOD_CONFIRM_DENIED", Outcome::refused, false},
      {400, "BOT_NOT_FOUND", Outcome::refused, false},
      {200, "BOT_NOT_FOUND", Outcome::refused, false},
      {400, "SENDING_FAILED", Outcome::refused, false},
  };
  for (const auto& one : cases) {
    CAPTURE(one.status, one.code);
    const auto failure = failure_of(one.status, coded(one.code));
    CHECK(failure.error.outcome == one.outcome);
    CHECK(failure.bucket_full == one.full);
    CHECK(failure.error.code == one.code);
    CHECK(failure.error.what == "Some words");
    CHECK_FALSE(failure.hopeless);
  }
}

TEST_CASE("broken characters in an answer become U+FFFD") {
  Reply reply;
  reply.reached = Reached::answered;
  reply.status = 200;
  reply.body = "{\"result\":\"a\xff\"}";
  const auto outcome = classify("m", reply);
  REQUIRE(std::holds_alternative<Answer>(outcome));
  CHECK(std::get<Answer>(outcome).result() == "\"a\xef\xbf\xbd\"");
}

TEST_CASE("answers that are not the portal's have their class") {
  struct Case {
    std::string body;
    const char* code;
    int status;
    Outcome outcome;
    bool full;
  };
  const std::string deep(2000, '[');
  const Case cases[] = {
      {html, "BAD_ANSWER", 200, Outcome::unknown, false},
      {"", "BAD_ANSWER", 200, Outcome::unknown, false},
      {"", "BAD_ANSWER", 204, Outcome::unknown, false},
      {" \r\n", "BAD_ANSWER", 200, Outcome::unknown, false},
      {R"({"result":)", "BAD_ANSWER", 200, Outcome::unknown, false},
      {R"({"result":1}<br>)", "BAD_ANSWER", 200, Outcome::unknown, false},
      {R"({"time":{}})", "BAD_ANSWER", 200, Outcome::unknown, false},
      {"[1,2]", "BAD_ANSWER", 200, Outcome::unknown, false},
      {"42", "BAD_ANSWER", 200, Outcome::unknown, false},
      {"null", "BAD_ANSWER", 200, Outcome::unknown, false},
      {R"({"error":""})", "BAD_ANSWER", 200, Outcome::unknown, false},
      {R"({"error":7})", "BAD_ANSWER", 200, Outcome::unknown, false},
      {R"({"error":{}})", "BAD_ANSWER", 200, Outcome::unknown, false},
      {R"({"result":)" + deep, "BAD_ANSWER", 200, Outcome::unknown, false},
      {R"({"result":)" + deep + std::string(2000, ']') + "}", "BAD_ANSWER", 200, Outcome::unknown, false},
      {html, "HTTP_400", 400, Outcome::refused, false},
      {html, "HTTP_401", 401, Outcome::refused, false},
      {html, "HTTP_403", 403, Outcome::refused, false},
      {html, "HTTP_404", 404, Outcome::refused, false},
      {"", "HTTP_404", 404, Outcome::refused, false},
      {html, "HTTP_408", 408, Outcome::unknown, false},
      {html, "HTTP_413", 413, Outcome::refused, false},
      {html, "HTTP_429", 429, Outcome::not_executed, true},
      {"", "HTTP_429", 429, Outcome::not_executed, true},
      {html, "HTTP_500", 500, Outcome::unknown, false},
      {R"({"result":1})", "HTTP_500", 500, Outcome::unknown, false},
      {html, "HTTP_502", 502, Outcome::unknown, false},
      {html, "HTTP_503", 503, Outcome::unknown, false},
      {html, "HTTP_504", 504, Outcome::unknown, false},
      {html, "PORTAL_MOVED", 301, Outcome::refused, false},
      {"", "PORTAL_MOVED", 302, Outcome::refused, false},
      {R"({"result":1})", "PORTAL_MOVED", 307, Outcome::refused, false},
  };
  for (const auto& one : cases) {
    CAPTURE(one.status, one.body);
    const auto failure = failure_of(one.status, one.body);
    CHECK(failure.error.outcome == one.outcome);
    CHECK(failure.error.code == one.code);
    CHECK(failure.bucket_full == one.full);
  }
}

TEST_CASE("brackets within strings do not count as depth") {
  CHECK(succeeds(200, R"({"result":"\")" + std::string(2000, '[') + R"("})"));
  CHECK(succeeds(200, R"({"result":)" + std::string(400, '[') + std::string(400, ']') + "}"));
}

TEST_CASE("without a whole answer it counts whether the request may have left") {
  Reply reply;
  reply.reached = Reached::nowhere;
  reply.reason = "Connection refused";
  auto failure = std::get<Failure>(classify("m", reply));
  CHECK(failure.error.outcome == Outcome::not_executed);
  CHECK(failure.error.text() == "m: the portal cannot be reached: Connection refused (NOT_CONNECTED)");
  reply.reached = Reached::perhaps;
  reply.status = 200;
  failure = std::get<Failure>(classify("m", reply));
  CHECK(failure.error.outcome == Outcome::unknown);
  CHECK(failure.error.code == "NO_ANSWER");
  CHECK_FALSE(failure.hopeless);
  reply.too_large = true;
  failure = std::get<Failure>(classify("m", reply));
  CHECK(failure.error.outcome == Outcome::unknown);
  CHECK(failure.hopeless);
}

TEST_CASE("errors read as one line") {
  CHECK(failure_of(403, coded("ACCESS_DENIED", "Access denied")).error.text() ==
        "m: Access denied (ACCESS_DENIED)");
  CHECK(failure_of(400, coded("BOT_NOT_FOUND", "")).error.text() == "m: BOT_NOT_FOUND");
  CHECK(failure_of(400, R"({"error":{"code":"V3","message":"third version"}})").error.text() ==
        "m: third version (V3)");
  CHECK(failure_of(400, coded("X", "  two\nlines\t")).error.what == "two lines");
  CHECK_THAT(failure_of(401, coded("NO_AUTH_FOUND")).error.hint, Catch::Contains("webhook"));
  CHECK_THAT(failure_of(403, coded("INVALID_CREDENTIALS")).error.hint, Catch::Contains("webhook"));
}

TEST_CASE("a long description is cut between characters") {
  std::string words(499, 'a');
  for (int i = 0; i < 10; ++i) words += "\xd0\xb6";
  const auto what = failure_of(400, coded("X", words)).error.what;
  CHECK(what == std::string(499, 'a'));
}

TEST_CASE("a redirect names the new host alone") {
  Reply reply;
  reply.status = 302;
  reply.moved_to = "new.bitrix24.com";
  const auto failure = std::get<Failure>(classify("m", reply));
  CHECK(failure.error.text() ==
        "m: the portal redirects to new.bitrix24.com (PORTAL_MOVED). "
        "If it has a new address, use an inbound webhook's address from there.");
}

TEST_CASE("an error that echoes the token is redacted") {
  const Secret token("an-echoed-token");
  CHECK(failure_of(400, coded("X", "no an-echoed-token here")).error.what == "no *** here");
}

TEST_CASE("the end of an operating pause is taken from the answer") {
  const auto at = [](const char* more) {
    return failure_of(429, std::string(R"({"error":"OPERATION_TIME_LIMIT")") + more + "}").allowed_at;
  };
  CHECK(at(R"(,"time":{"operating_reset_at":1757425271})") == 1757425271);
  CHECK(at(R"(,"operating_reset_at":1757425271.5)") == 1757425271);
  CHECK(at("") == std::nullopt);
  CHECK(at(R"(,"time":[],"operating_reset_at":"soon")") == std::nullopt);
  CHECK(at(R"(,"operating_reset_at":1e300)") == std::nullopt);
}
