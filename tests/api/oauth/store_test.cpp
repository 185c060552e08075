#include "api/oauth/store.h"

#include <csignal>
#include <filesystem>
#include <fstream>

#include <catch2/catch.hpp>
#include <sys/resource.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

#include "tests/api/oauth/desk.h"

using namespace luabot;
using namespace luabot::test;

namespace {

struct Shelf {
  TempDir dir;
  std::string path = dir.str() + "/data/oauth";
  oauth::Store store{path};
  std::string file = path + "/acme.json";

  [[nodiscard]] std::string code() const {
    const auto loaded = store.load("acme");
    return loaded ? (*loaded ? (*loaded)->access_token.reveal() : "nothing") : loaded.error().code;
  }
};

}  // namespace

TEST_CASE("tokens are kept in a file that only its owner may read") {
  Shelf shelf;
  CHECK(shelf.code() == "nothing");
  REQUIRE(shelf.store.save("acme", tokens("1", "app-token")));
  struct stat is {};
  REQUIRE(stat(shelf.file.c_str(), &is) == 0);
  CHECK((is.st_mode & 0777U) == 0600U);
  REQUIRE(stat(shelf.path.c_str(), &is) == 0);
  CHECK((is.st_mode & 0777U) == 0700U);
  const auto kept = **shelf.store.load("acme");
  CHECK(kept.member_id == member);
  CHECK(kept.endpoint.url == "https://acme.example/rest/");
  CHECK(kept.refresh_token.reveal() == "refresh-1");
  CHECK(kept.application_token.reveal() == "app-token");
  CHECK_FALSE(*shelf.store.load("globex"));

  REQUIRE(shelf.store.save("acme", tokens("2")));
  CHECK(shelf.code() == "access-2");
  REQUIRE(shelf.store.forget("acme"));
  CHECK(shelf.code() == "nothing");
  CHECK(shelf.store.forget("acme").ok());
}

TEST_CASE("a token file that others may read is refused") {
  Shelf shelf;
  REQUIRE(shelf.store.save("acme", tokens("1")));
  REQUIRE(chmod(shelf.file.c_str(), 0640) == 0);
  CHECK(shelf.code() == "TOKENS_UNREADABLE");
  CHECK_THAT(shelf.store.load("acme").error().text(), Catch::Contains("chmod 600"));
  REQUIRE(chmod(shelf.file.c_str(), 0600) == 0);
  CHECK(shelf.code() == "access-1");
}

TEST_CASE("a token file of another shape is refused, and its content not shown") {
  for (const std::string& text :
       {std::string(), std::string("{"), std::string("[]"), std::string(R"({"member_id":"m1"})"),
        write_tokens(tokens("s3cret")).dump().replace(20, 1, "\""), std::string(100'000, ' ')}) {
    Shelf shelf;
    REQUIRE(shelf.store.save("acme", tokens("1")));
    std::ofstream(shelf.file) << text;
    CHECK(shelf.code() == "TOKENS_UNREADABLE");
    CHECK_THAT(shelf.store.load("acme").error().text(), !Catch::Contains("s3cret"));
  }
  Shelf shelf;
  REQUIRE(shelf.store.save("globex", tokens("1")));
  std::filesystem::create_symlink(shelf.path + "/globex.json", shelf.file);
  CHECK(shelf.code() == "TOKENS_UNREADABLE");
}

TEST_CASE("tokens of what is no portal, or of one in clear text, are refused") {
  const auto refused = [](const char* name, const char* value) {
    auto from = token_answer("1");
    from[name] = value;
    const auto read = oauth::read_tokens(from);
    return !read && read.error().code == "BAD_TOKENS";
  };
  for (const char* id : {"", "../m1", "m1/x", "m 1", "m1\n"}) CHECK(refused("member_id", id));
  CHECK(refused("member_id", std::string(65, 'm').c_str()));
  for (const char* url : {"", "https://acme.example/", "https://acme.example/rest/1/", "acme.example/rest/",
                          "http://acme.example/rest/"})
    CHECK(refused("client_endpoint", url));
  for (const char* token : {"", "short", "with space", "with\"quote", "line\nbreak"}) {
    CHECK(refused("access_token", token));
    CHECK(refused("refresh_token", token));
  }
}

TEST_CASE("what a crash left behind is written over with the owner's mode") {
  Shelf shelf;
  REQUIRE(shelf.store.save("acme", tokens("1")));
  std::ofstream(shelf.file + ".new") << "half of a longer file that was never finished";
  REQUIRE(chmod((shelf.file + ".new").c_str(), 0666) == 0);
  CHECK(shelf.code() == "access-1");
  REQUIRE(shelf.store.save("acme", tokens("2")));
  CHECK(shelf.code() == "access-2");
}

TEST_CASE("a full disk keeps the old tokens") {
  Shelf shelf;
  REQUIRE(shelf.store.save("acme", tokens("1")));
  const pid_t child = fork();
  REQUIRE(child >= 0);
  if (child == 0) {
    (void)std::signal(SIGXFSZ, SIG_IGN);
    const rlimit small{64, 64};
    setrlimit(RLIMIT_FSIZE, &small);
    const auto saved = shelf.store.save("acme", tokens("2"));
    _exit(!saved && saved.error().code == "TOKENS_NOT_STORED" ? 0 : 1);
  }
  int status = -1;
  REQUIRE(waitpid(child, &status, 0) == child);
  CHECK(status == 0);
  CHECK(shelf.code() == "access-1");
  CHECK_FALSE(std::filesystem::exists(shelf.file + ".new"));
}

TEST_CASE("a killed host leaves the old tokens or the new ones, never a part") {
  Shelf shelf;
  REQUIRE(shelf.store.save("acme", tokens("0")));
  for (int round = 0; round < 20; ++round) {
    const pid_t child = fork();
    REQUIRE(child >= 0);
    if (child == 0) {
      for (int i = 0;; ++i)
        (void)shelf.store.save("acme", tokens(std::string(3000 * (i % 2) / 10, 'x') + "1"));
    }
    usleep(static_cast<useconds_t>(500 + 700 * round));
    kill(child, SIGKILL);
    REQUIRE(waitpid(child, nullptr, 0) == child);
    const auto kept = shelf.store.load("acme");
    INFO((kept ? "" : kept.error().text()));
    REQUIRE(kept.ok());
    REQUIRE(*kept);
    // The two halves of a pair belong together.
    CHECK((*kept)->access_token.reveal().substr(6) == (*kept)->refresh_token.reveal().substr(7));
  }
}
