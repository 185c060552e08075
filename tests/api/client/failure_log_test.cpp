#include "api/client/failure_log.h"

#include <catch2/catch.hpp>

using namespace luabot;
using client::FailureLog;
using namespace std::chrono_literals;

namespace {
constexpr TimePoint start{1h};
const Error refused{"NOT_CONNECTED", "the portal cannot be reached", "imbot.v2.Event.get"};
}  // namespace

TEST_CASE("an outage writes one line a minute and one when it ends") {
  FailureLog log;
  int lines = 0;
  for (int i = 0; i < 500; ++i)
    if (log.failed(refused, start + i * 100ms)) ++lines;
  CHECK(lines == 1);
  const auto later = log.failed(refused, start + 61s);
  REQUIRE(later);
  CHECK(*later ==
        "imbot.v2.Event.get: the portal cannot be reached (NOT_CONNECTED) "
        "(will be retried, 499 more times since the last line)");
  const auto end = log.worked("imbot.v2.Event.get", start + 90s);
  REQUIRE(end);
  CHECK(*end == "imbot.v2.Event.get: works again after 90 s and 501 failures");
  CHECK_FALSE(log.worked("imbot.v2.Event.get", start + 91s));
}

TEST_CASE("another method and another reason are lines of their own") {
  FailureLog log;
  CHECK(log.failed(refused, start));
  CHECK(log.failed({"HTTP_502", "a web page came", "imbot.v2.Event.get"}, start));
  CHECK(log.failed({"HTTP_502", "a web page came", "server.time"}, start));
  CHECK_FALSE(log.failed({"HTTP_502", "a web page came", "server.time"}, start));
  CHECK_FALSE(log.worked("imbot.v2.Chat.get", start));
}
