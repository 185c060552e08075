#include "runtime/host/partitions.h"

#include <filesystem>

#include <catch2/catch.hpp>
#include <sys/stat.h>

#include "tests/support/sim_loop.h"
#include "tests/support/temp_dir.h"

using namespace luabot;
using namespace luabot::test;

namespace {

struct Data {
  TempDir dir;
  SimLoop loop;
  std::string root = (dir.path() / "state").string();

  /// Where the portal's journal is, relative to the data; a bot of the portal is made there.
  std::string place(Partitions& partitions, const std::string& name, const std::string& portal) {
    auto opened = partitions.open(name, portal);
    REQUIRE(opened);
    REQUIRE(*opened);
    REQUIRE((*opened)->bot(portal, "echo", Secret("tok-27182818"), false));
    return std::filesystem::relative((*opened)->directory(), root).string();
  }
  std::string place(const std::string& name, const std::string& portal) {
    Partitions partitions(loop, root);
    return place(partitions, name, portal);
  }
};

}  // namespace

TEST_CASE("each portal of a luabot.toml has a journal of its own") {
  Data data;
  CHECK(data.place("acme", "acme.example") == "portals/acme");
  CHECK(data.place("globex", "globex.example") == "portals/globex");
  CHECK_FALSE(std::filesystem::exists(data.root + "/journal.db"));
  struct stat about {};
  for (const auto* folder : {"", "/portals", "/portals/acme"}) {
    INFO(folder);
    REQUIRE(stat((data.root + folder).c_str(), &about) == 0);
    CHECK((about.st_mode & 0777U) == 0700U);
  }
}

TEST_CASE("a portal with bots in the data itself stays there when it moves into a luabot.toml") {
  Data data;
  CHECK(data.place("", "acme.example") == ".");
  Partitions partitions(data.loop, data.root);
  CHECK(data.place(partitions, "acme", "acme.example") == ".");
  CHECK(data.place(partitions, "globex", "globex.example") == "portals/globex");
}

TEST_CASE("two portals with bots in the data itself share that journal") {
  Data data;
  CHECK(data.place("", "acme.example") == ".");
  CHECK(data.place("", "globex.example") == ".");
  Partitions partitions(data.loop, data.root);
  const auto acme = partitions.open("acme", "acme.example");
  const auto globex = partitions.open("globex", "globex.example");
  REQUIRE(acme);
  REQUIRE(globex);
  CHECK(*acme == *globex);
}

TEST_CASE("a journal that is none is an error of its portal alone") {
  Data data;
  static_cast<void>(data.dir.write("state/portals/globex/journal.db", "this is no journal"));
  Partitions partitions(data.loop, data.root);
  CHECK_FALSE(partitions.open("globex", "globex.example"));
  CHECK(data.place(partitions, "acme", "acme.example") == "portals/acme");
}
