#include "api/client/content.h"

#include <algorithm>
#include <string>

#include <catch2/catch.hpp>
#include <fcntl.h>
#include <unistd.h>

#include "tests/support/temp_dir.h"

using namespace luabot;

namespace {

/// All of it, read in pieces of that size.
std::string base64(const std::string& bytes, std::size_t piece) {
  const test::TempDir dir;
  const int fd = ::open(dir.write("f", bytes).c_str(), O_RDONLY);
  REQUIRE(fd >= 0);
  const auto content = client::base64_of(fd, bytes.size());
  std::string out(content->size(), '\0');
  std::size_t at = 0;
  while (at < out.size()) {
    const auto got = content->read(at, out.data() + at, std::min(piece, out.size() - at));
    REQUIRE(got > 0);
    at += got;
  }
  ::close(fd);
  return out;
}

}  // namespace

TEST_CASE("a file's base64 is the standard's, in whatever pieces it is read") {
  // RFC 4648, section 10.
  for (const auto& [bytes, wanted] : {std::pair<std::string, std::string>{"", ""},
                                      {"f", "Zg=="},
                                      {"fo", "Zm8="},
                                      {"foo", "Zm9v"},
                                      {"foob", "Zm9vYg=="},
                                      {"fooba", "Zm9vYmE="},
                                      {"foobar", "Zm9vYmFy"}})
    for (const std::size_t piece : {1U, 2U, 3U, 5U, 100U}) CHECK(base64(bytes, piece) == wanted);
  std::string all;
  for (int i = 0; i < 200'000; ++i) all += static_cast<char>(i * 7);
  const auto whole = base64(all, all.size() * 2);
  CHECK(base64(all, 1013) == whole);
  CHECK(base64(all, 65'536) == whole);
}

TEST_CASE("a file that became shorter is no shorter content") {
  const test::TempDir dir;
  const auto path = dir.write("f", "foobar");
  const int fd = ::open(path.c_str(), O_RDONLY);
  const auto content = client::base64_of(fd, 6);
  REQUIRE(::truncate(path.c_str(), 4) == 0);
  char to[16];
  CHECK(content->read(0, to, sizeof to) == 4);
  CHECK(content->read(4, to, sizeof to) == 0);
  ::close(fd);
}
