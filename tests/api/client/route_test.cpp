#include "api/client/route.h"

#include <catch2/catch.hpp>

using luabot::client::method_url;

TEST_CASE("methods of REST 3 are called below /rest/api/") {
  CHECK(method_url("https://acme.bitrix24.com/rest/1/t0ken/", "call.followup.get") ==
        "https://acme.bitrix24.com/rest/api/1/t0ken/call.followup.get");
  CHECK(method_url("https://acme.bitrix24.com/rest/", "call.followup.get") ==
        "https://acme.bitrix24.com/rest/api/call.followup.get");
  CHECK(method_url("http://127.0.0.1:80/a/rest/b/rest/1/t0ken/", "Call.FollowUp.Get") ==
        "http://127.0.0.1:80/a/rest/b/rest/api/1/t0ken/Call.FollowUp.Get");
}

TEST_CASE("all other methods are called below the address itself") {
  for (const char* const method : {"im.user.get", "tasks.task.get", "no.such.method"})
    CHECK(method_url("https://acme.bitrix24.com/rest/1/t0ken/", method) ==
          std::string("https://acme.bitrix24.com/rest/1/t0ken/") + method);
}
