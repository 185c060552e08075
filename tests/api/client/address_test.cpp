#include <cmath>

#include <catch2/catch.hpp>

#include "api/client/client.h"

using namespace luabot;
using client::parse_address;
using client::parse_limit;

TEST_CASE("a webhook address is taken apart") {
  const auto address = parse_address("https://acme.bitrix24.com/rest/1/s3cr3tt0ken/");
  REQUIRE(address.ok());
  CHECK(address->url.reveal() == "https://acme.bitrix24.com/rest/1/s3cr3tt0ken/");
  CHECK(address->shown == "https://acme.bitrix24.com/rest/1/***/");
  CHECK(address->host == "acme.bitrix24.com");
  CHECK_FALSE(address->loopback);
  CHECK(redact("token s3cr3tt0ken!") == "token ***!");
}

TEST_CASE("a missing last slash is added") {
  CHECK(parse_address("https://acme.bitrix24.com/rest/1/s3cr3tt0ken")->url.reveal() ==
        "https://acme.bitrix24.com/rest/1/s3cr3tt0ken/");
}

TEST_CASE("plain http is for loopback alone") {
  for (const char* good : {"http://localhost:8080/rest/1/tok/", "http://127.0.0.1:1/rest/1/tok/",
                           "http://127.8.9.1/rest/1/tok/", "http://[::1]:80/rest/1/tok/"}) {
    CAPTURE(good);
    REQUIRE(parse_address(good).ok());
    CHECK(parse_address(good)->loopback);
  }
  for (const char* bad : {"http://acme.bitrix24.com/rest/1/s3cr3tt0ken/",
                          "http://127.0.0.1.evil.com/rest/1/tok/", "http://localhost.evil.com/rest/1/tok/",
                          "http://128.0.0.1/rest/1/tok/", "http://[::2]/rest/1/tok/"}) {
    CAPTURE(bad);
    REQUIRE_FALSE(parse_address(bad).ok());
    CHECK(parse_address(bad).error().hint.find("https") != std::string::npos);
  }
}

TEST_CASE("the port belongs to the name of the portal") {
  CHECK(parse_address("http://localhost:8080/rest/1/tok/")->host == "localhost:8080");
}

TEST_CASE("a wrong address says what is wrong and never shows the token") {
  const std::pair<const char*, const char*> cases[] = {
      {"", "empty"},
      {"acme.bitrix24.com/rest/1/s3cr3tt0ken/", "not a URL"},
      {"https://", "not a URL"},
      {"ftp://acme.bitrix24.com/rest/1/s3cr3tt0ken/", "https://"},
      {"https://acme.bitrix24.com/", "/rest/"},
      {"https://acme.bitrix24.com/crm/1/s3cr3tt0ken/", "/rest/"},
      {"https://acme.bitrix24.com/rest/s3cr3tt0ken/", "number"},
      {"https://acme.bitrix24.com/rest/", "number"},
      {"https://acme.bitrix24.com/rest/1", "token is missing"},
      {"https://acme.bitrix24.com/rest/1/", "token is missing"},
      {"https://acme.bitrix24.com/rest/1/s3cr3t%20t0ken/", "character"},
      {"https://acme.bitrix24.com/rest/1/s3cr3tt0ken/profile.json", "follows the token"},
      {"https://acme.bitrix24.com/rest/1/s3cr3tt0ken/?auth=s3cr3tt0ken", "after the path"},
      {"https://me:s3cr3tt0ken@acme.bitrix24.com/rest/1/s3cr3tt0ken/", "user name"},
      {"https://acme.bitrix24.com/rest/1/s3cr3t\nt0ken/", ""},
  };
  for (const auto& [url, what] : cases) {
    CAPTURE(url);
    const auto address = parse_address(url);
    REQUIRE_FALSE(address.ok());
    CHECK(address.error().code == "BAD_ADDRESS");
    CHECK_THAT(address.error().what, Catch::Contains(what));
    CHECK(address.error().text().find("t0ken") == std::string::npos);
    CHECK_FALSE(address.error().hint.empty());
  }
}

TEST_CASE("limits have names and numbers") {
  CHECK(parse_limit("standard")->burst == 50);
  CHECK(parse_limit("standard")->rate == 2);
  CHECK(parse_limit("enterprise")->burst == 250);
  CHECK(parse_limit("enterprise")->rate == 5);
  CHECK(std::isinf(parse_limit("none")->burst));
  CHECK(parse_limit("10:0.5")->burst == 10);
  CHECK(parse_limit("10:0.5")->rate == 0.5);
  for (const char* bad : {"", "fast", "10", ":", "10:", ":2", "0:2", "10:0", "10:-1", "-5:1", "inf:1",
                          "nan:1", "10:2x", " 10:2", "10:2:3"}) {
    CAPTURE(bad);
    REQUIRE_FALSE(parse_limit(bad).ok());
    CHECK(parse_limit(bad).error().code == "BAD_LIMIT");
  }
}

TEST_CASE("an endpoint is a web address without secrets") {
  const auto endpoint = client::parse_endpoint("https://Acme.bitrix24.com:8443/rest/");
  REQUIRE(endpoint);
  CHECK(endpoint->host == "Acme.bitrix24.com:8443");
  CHECK(endpoint->url == "https://" + endpoint->host + "/rest/");
  CHECK_FALSE(endpoint->loopback);
  CHECK(client::parse_endpoint("http://127.0.0.1:8024/oauth/token/")->loopback);
  for (const char* wrong : {"", "acme", "http://acme.bitrix24.com/rest/", "ftp://acme.bitrix24.com/rest/",
                            "https://user@acme.bitrix24.com/rest/", "https://acme.bitrix24.com/rest/?auth=1"})
    CHECK_FALSE(client::parse_endpoint(wrong));
}
