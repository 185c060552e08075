#include "api/base/error.h"

#include <catch2/catch.hpp>

using luabot::Error;
using luabot::Result;

TEST_CASE("an error prints as one readable line") {
  CHECK(Error{"X", "it broke", "main.lua:3", "Mend it."}.text() == "main.lua:3: it broke (X). Mend it.");
  CHECK(Error{"BOT_NOT_FOUND", ""}.text() == "BOT_NOT_FOUND");
  CHECK(Error{"A", "A happened", "m"}.text() == "m: A happened");
}

TEST_CASE("a result holds a value or an error") {
  const Result<int> good = 3;
  const Result<int> bad = Error{"X", "it broke"};
  CHECK(good.ok());
  CHECK(*good == 3);
  CHECK_FALSE(bad.ok());
  CHECK(bad.error().code == "X");
  CHECK(Result<void>().ok());
  CHECK_FALSE(Result<void>(Error{"X", ""}).ok());
}
