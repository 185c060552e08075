#include "api/client/operating.h"

#include <catch2/catch.hpp>

using namespace luabot;
using namespace luabot::client;
using namespace std::chrono_literals;

namespace {

constexpr TimePoint start{1h};

/// The `time` of an answer: used so many seconds, of a window that ends in so many.
std::string time_of(double used, int reset_in) {
  return R"({"finish":1000.0,"duration":0.5,"operating":)" + std::to_string(used) +
         R"(,"operating_reset_at":)" + std::to_string(1000 + reset_in) + "}";
}

}  // namespace

TEST_CASE("a method that is far from its limit waits for nothing") {
  Operating operating;
  operating.answered("m", time_of(100, 300), start);
  operating.sent("m", start);
  CHECK(operating.earliest("m", start) == start);
  CHECK(operating.concerned(start) == 0);
}

TEST_CASE("near its limit a method is spread over what is left of the time, and no other is") {
  Operating operating;
  operating.answered("m", time_of(378, 300), start);
  operating.answered("m", time_of(380, 300),
                     start);  // 2 s a call, 20 calls are left, an eighth of them at once
  for (int i = 0; i < 3; ++i) {
    CHECK(operating.earliest("m", start) == start);
    operating.sent("m", start);
  }
  CHECK(operating.earliest("m", start) == start + 15s);
  CHECK(operating.earliest("other", start) == start);
  CHECK(operating.concerned(start) == 1);
  CHECK(operating.earliest("m", start + 301s) == start + 301s);
  CHECK(operating.concerned(start + 301s) == 0);
}

TEST_CASE("what a call costs is smoothed, and time that was forgotten says nothing of it") {
  Operating operating;
  operating.answered("m", time_of(376, 300), start);
  operating.answered("m", time_of(378, 300), start);
  operating.answered("m", time_of(388, 300), start);  // 2 s, then 10 s: 3.6 s a call
  operating.answered("m", time_of(384, 300), start);  // 10 calls are left, one of them more at once
  operating.sent("m", start);
  operating.sent("m", start);
  CHECK(operating.earliest("m", start) >= start + 29s);
  CHECK(operating.earliest("m", start) <= start + 31s);
}

TEST_CASE("of what is left a batch may go at once") {
  Operating operating;
  operating.answered("m", time_of(359.9, 300), start);
  operating.answered("m", time_of(360, 300), start);  // 0.1 s a call, 600 calls are left
  for (int i = 0; i < 50; ++i) operating.sent("m", start);
  CHECK(operating.earliest("m", start) == start);
  operating.sent("m", start);
  CHECK(operating.earliest("m", start) == start + 500ms);
}

TEST_CASE("a method whose time is used up waits for its reset") {
  Operating operating;
  operating.answered("m", time_of(418, 300), start);
  operating.answered("m", time_of(421, 300), start);
  operating.sent("m", start);
  CHECK(operating.earliest("m", start) == start + 300s);
}

TEST_CASE("a method that begins anew is slowed no longer") {
  Operating operating;
  operating.answered("m", time_of(418, 300), start);
  operating.answered("m", time_of(419, 300), start);
  operating.sent("m", start);
  REQUIRE(operating.earliest("m", start) > start + 10s);
  operating.answered("m", time_of(1, 600), start + 1s);
  CHECK(operating.earliest("m", start + 1s) == start + 1s);
  CHECK(operating.concerned(start + 1s) == 0);
}

TEST_CASE("a method that is refused waits until it is allowed again") {
  Operating operating;
  operating.exhausted("m", 120s, start);
  CHECK(operating.earliest("m", start) == start + 120s);
  REQUIRE(operating.refused_until("m", start));
  CHECK(*operating.refused_until("m", start) == start + 120s);
  CHECK(operating.earliest("m", start + 121s) == start + 121s);
  CHECK_FALSE(operating.refused_until("m", start + 121s));
}

TEST_CASE("a refusal that does not say until when holds until the reset that was told before") {
  Operating operating;
  operating.answered("m", time_of(100, 300), start);
  CHECK(operating.exhausted("m", std::nullopt, start + 10s) == start + 300s);
  CHECK(operating.earliest("m", start + 10s) == start + 300s);
  CHECK(operating.exhausted("other", std::nullopt, start) == start + 1min);
}

TEST_CASE("a refusal does not end sooner for a later one that says nothing") {
  Operating operating;
  operating.exhausted("m", 120s, start);
  CHECK(operating.exhausted("m", std::nullopt, start) == start + 120s);
  CHECK(operating.earliest("m", start) == start + 120s);
}

TEST_CASE("of more methods than there are nothing is kept") {
  Operating operating;
  for (int i = 0; i < 10'000; ++i) operating.answered("m" + std::to_string(i), time_of(1, 300), start);
  operating.answered("more", time_of(400, 300), start);
  CHECK(operating.exhausted("more", 2min, start) == start + 2min);
  CHECK(operating.exhausted("more", std::nullopt, start) == start + 1min);
  CHECK(operating.earliest("more", start) == start);
  CHECK(operating.concerned(start) == 0);
  operating.answered("m7", time_of(400, 300), start);
  CHECK(operating.concerned(start) == 1);
}

TEST_CASE("times that make no sense are not believed") {
  Operating operating;
  for (const char* time :
       {"", "[]", R"({"operating":500})", R"({"operating":"x","operating_reset_at":1,"finish":1})",
        R"({"operating":-5,"operating_reset_at":1e300,"finish":0})"})
    operating.answered("m", time, start);
  CHECK(operating.earliest("m", start) == start);
  operating.answered("m", R"({"operating":500,"operating_reset_at":1e300,"finish":0})", start);
  operating.sent("m", start);
  CHECK(operating.earliest("m", start) <= start + 10min);
}
