#include "runtime/bundle/bundle.h"

#include <catch2/catch.hpp>

#include "tests/support/temp_dir.h"

using namespace luabot;
using luabot::test::TempDir;

TEST_CASE("a folder gives its scripts with the main one first and hidden ones left out") {
  const TempDir dir;
  dir.write("bot/main.lua", "return 1");
  dir.write("bot/a.lua", "a");
  dir.write("bot/sub/z.lua", "z");
  dir.write("bot/.git/x.lua", "x");
  dir.write("bot/notes.txt", "no");
  const auto bundle = read_bundle((dir.path() / "bot").string());
  REQUIRE(bundle.ok());
  CHECK(bundle->name == "bot");
  CHECK(bundle->files ==
        std::vector<wire::File>{{"main.lua", "return 1"}, {"a.lua", "a"}, {"sub/z.lua", "z"}});
}

TEST_CASE("one file is a bundle of its own and its hash follows its content") {
  const TempDir dir;
  const auto path = dir.write("echo.lua", "one");
  const auto first = read_bundle(path);
  REQUIRE(first.ok());
  CHECK(first->files == std::vector<wire::File>{{"echo.lua", "one"}});
  dir.write("echo.lua", "two");
  const auto second = read_bundle(path);
  REQUIRE(second.ok());
  CHECK(first->hash != second->hash);
}

TEST_CASE("a packed bundle comes back the same and a cut one is refused") {
  const TempDir dir;
  const auto bundle = read_bundle(dir.write("main.lua", std::string("x\0y\xff", 4)));
  REQUIRE(bundle.ok());
  const auto packed = bundle->pack();
  const auto back = Bundle::unpack(packed);
  REQUIRE(back.ok());
  CHECK(back->hash == bundle->hash);
  CHECK(back->files == bundle->files);
  CHECK_FALSE(Bundle::unpack(packed.substr(0, packed.size() - 1)).ok());
}

TEST_CASE("what cannot be read is named") {
  const TempDir dir;
  const auto missing = read_bundle((dir.path() / "nope").string());
  REQUIRE_FALSE(missing.ok());
  CHECK_THAT(missing.error().text(), Catch::Contains("nope") && Catch::Contains("no such file"));
  const auto empty = read_bundle(dir.str());
  REQUIRE_FALSE(empty.ok());
  CHECK_THAT(empty.error().text(), Catch::Contains("main.lua"));
}
