#include "api/base/secret.h"

#include <catch2/catch.hpp>

TEST_CASE("every known secret is redacted, short values are left alone") {
  const luabot::Secret token("tok-3141592653");
  const luabot::Secret small("abc");
  CHECK(luabot::redact("a tok-3141592653 and tok-3141592653.") == "a *** and ***.");
  CHECK(luabot::redact("abc stays") == "abc stays");
  CHECK(token.reveal() == "tok-3141592653");
}
