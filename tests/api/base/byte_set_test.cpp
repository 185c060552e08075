#include "api/base/byte_set.h"

#include <catch2/catch.hpp>

using namespace luabot;

TEST_CASE("A set of bytes finds the first of them") {
  constexpr ByteSet set("%+\xff");
  const std::string_view text = "a+b%\xff";
  CHECK(set.find_in(text) == 1);
  CHECK(set.find_in(text, 1) == 1);
  CHECK(set.find_in(text, 2) == 3);
  CHECK(set.find_in(text, 4) == 4);
  CHECK(set.find_in(text, 5) == std::string_view::npos);
  CHECK(set.find_in(text, 50) == std::string_view::npos);
  CHECK(set.find_in("abc\x7f") == std::string_view::npos);
  CHECK(set.find_in("") == std::string_view::npos);
  CHECK(set.has('%'));
  CHECK_FALSE(set.has('\0'));
}
