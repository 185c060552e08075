#include "api/base/secret.h"

#include <catch2/catch.hpp>

TEST_CASE("every known secret is redacted, short values are left alone") {
  const luabot::Secret token("tok-3141592653");
  const luabot::Secret small("abc");
  CHECK(luabot::redact("a tok-3141592653 and tok-3141592653.") == "a *** and ***.");
  CHECK(luabot::redact("abc stays") == "abc stays");
  CHECK(token.reveal() == "tok-3141592653");
}

TEST_CASE("a secret matches itself and nothing else") {
  const luabot::Secret token("custom0123456789");
  CHECK(token.matches("custom0123456789"));
  for (const auto* other : {"", "c", "custom012345678", "custom01234567890", "Custom0123456789",
                            "custom0123456788", "custom0123456789custom0123456789"}) {
    INFO(other);
    CHECK_FALSE(token.matches(other));
  }
  CHECK_FALSE(luabot::Secret().matches(""));
  CHECK_FALSE(luabot::Secret().matches("a"));
}
