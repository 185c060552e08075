#include "api/base/base64.h"

#include <catch2/catch.hpp>

using luabot::decode_base64;

TEST_CASE("base64 stands for bytes of any value and length") {
  CHECK(decode_base64("") == "");
  CHECK(decode_base64("Zg==") == "f");
  CHECK(decode_base64("Zm8=") == "fo");
  CHECK(decode_base64("Zm9v") == "foo");
  CHECK(decode_base64("AP8Q") == std::string("\x00\xFF\x10", 3));
  CHECK(decode_base64("+/+/") == std::string("\xFB\xFF\xBF"));
}

TEST_CASE("line breaks and missing padding are forgiven and anything else is not") {
  CHECK(decode_base64("Zm9v\r\nYmFy\n") == "foobar");
  CHECK(decode_base64("Zm8") == "fo");
  CHECK_FALSE(decode_base64("Zm9v!"));
  CHECK_FALSE(decode_base64("Zg==Zg=="));
  CHECK_FALSE(decode_base64("data:text/plain;base64,Zm9v"));
  CHECK_FALSE(decode_base64("Z"));
}
