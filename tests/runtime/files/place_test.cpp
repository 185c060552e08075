#include "runtime/files/place.h"

#include <filesystem>

#include <catch2/catch.hpp>
#include <sys/stat.h>

#include "tests/support/temp_dir.h"

using namespace luabot;
using files::Place;

namespace {

struct Room {
  test::TempDir dir{};
  Place place = *Place::open(dir.str() + "/files/1");

  [[nodiscard]] files::Spool spool(const std::string& bytes) const {
    auto made = place.spool();
    REQUIRE(made.ok());
    REQUIRE(made->add(bytes).ok());
    return std::move(*made);
  }
  void keep(const std::string& name, const std::string& bytes) const {
    REQUIRE(place.keep(spool(bytes), name).ok());
  }
};

std::string bytes_of(const Result<Place::File>& file) {
  if (!file) return file.error().code;
  std::string bytes(file->size, '\0');
  CHECK(::pread(file->descriptor.get(), bytes.data(), bytes.size(), 0) == static_cast<ssize_t>(bytes.size()));
  return bytes;
}

unsigned mode_of(const std::string& path) {
  struct stat about {};
  REQUIRE(::stat(path.c_str(), &about) == 0);
  return about.st_mode & 0777U;
}

}  // namespace

TEST_CASE("a file is kept, replaced, read and removed") {
  const Room room;
  CHECK(bytes_of(room.place.read("a.txt")) == "FILE_NOT_FOUND");
  const std::string bytes("\0\xff\xfe binary", 10);
  room.keep("a.txt", bytes);
  CHECK(bytes_of(room.place.read("a.txt")) == bytes);
  room.keep("a.txt", "");
  CHECK(bytes_of(room.place.read("a.txt")).empty());
  CHECK(*room.place.remove("a.txt"));
  CHECK_FALSE(*room.place.remove("a.txt"));
}

TEST_CASE("files are nobody else's to read") {
  const Room room;
  room.keep("a", "x");
  CHECK(mode_of(room.dir.str() + "/files/1/a") == 0600);
  CHECK(mode_of(room.dir.str() + "/files/1") == 0700);
}

TEST_CASE("files are listed by name, and nothing else is") {
  const Room room;
  room.keep("b", "12");
  room.keep("отчёт.pdf", "123");
  room.keep("a", "1");
  std::filesystem::create_directory(room.dir.path() / "files/1/folder");
  static_cast<void>(room.dir.write("files/1/.new", "what a crash left behind"));
  const auto list = room.place.list();
  REQUIRE(list.ok());
  REQUIRE(list->size() == 3);
  CHECK(list->at(0).name == "a");
  CHECK(list->at(1).size == 2);
  CHECK(list->at(2).name == "отчёт.pdf");
}

TEST_CASE("no name leads out of the directory") {
  for (const std::string name : {"", ".", "..", "../x", "a/b", "/etc/passwd", "a\\b", ".held", ".new"})
    CHECK_FALSE(Place::wrong_with(name).empty());
  CHECK_FALSE(Place::wrong_with(std::string("a\0b", 3)).empty());
  CHECK_FALSE(Place::wrong_with("a\nb").empty());
  CHECK_FALSE(Place::wrong_with(std::string(201, 'a')).empty());
  for (const std::string& name :
       {std::string("a b (1).tar.gz"), std::string("отчёт.pdf"), std::string(200, 'a')})
    CHECK(Place::wrong_with(name).empty());
}

TEST_CASE("a link that someone put among the files is not followed") {
  const Room room;
  const auto secret = room.dir.write("secret", "x");
  std::filesystem::create_symlink(secret, room.dir.path() / "files/1/innocent");
  CHECK(bytes_of(room.place.read("innocent")) == "FILE_FAILED");
}

TEST_CASE("what a run has read stays for its replay, whatever becomes of the file") {
  const Room room;
  room.keep("a", "first");
  REQUIRE(room.place.hold("a", 7, 0).ok());
  REQUIRE(room.place.hold(room.spool("of a download"), 7, 1).ok());
  REQUIRE(room.place.hold("a", 70, 0).ok());
  room.keep("a", "second");
  CHECK(bytes_of(room.place.held(7, 0)) == "first");
  CHECK(bytes_of(room.place.held(7, 1)) == "of a download");
  REQUIRE(room.place.hold("a", 7, 0).ok());  // an attempt whose answer was lost with the host
  CHECK(bytes_of(room.place.held(7, 0)) == "second");
  CHECK(*room.place.remove("a"));
  CHECK(bytes_of(room.place.held(7, 0)) == "second");
  room.place.release(7);
  CHECK(bytes_of(room.place.held(7, 0)) == "FILE_NOT_FOUND");
  CHECK(bytes_of(room.place.held(7, 1)) == "FILE_NOT_FOUND");
  CHECK(bytes_of(room.place.held(70, 0)) == "first");
  room.place.release_all_but({});
  CHECK(bytes_of(room.place.held(70, 0)) == "FILE_NOT_FOUND");
  CHECK(room.place.hold("none", 7, 0).error().code == "FILE_NOT_FOUND");
}
