#include "runtime/wire/frame.h"

#include <utility>
#include <vector>

#include <catch2/catch.hpp>

using namespace luabot::wire;

namespace {
std::vector<std::pair<Type, std::string>> read_in_pieces(const std::string& bytes, std::size_t piece) {
  std::vector<std::pair<Type, std::string>> frames;
  FrameReader reader;
  for (std::size_t at = 0; at < bytes.size(); at += piece)
    REQUIRE(reader.feed(std::string_view(bytes).substr(at, piece),
                        [&](Type type, std::string_view body) { frames.emplace_back(type, body); }));
  return frames;
}
}  // namespace

TEST_CASE("frames come out whole however the stream is cut") {
  std::string bytes;
  append_frame(bytes, Type::load, "first");
  append_frame(bytes, Type::done, "");
  append_frame(bytes, Type::log, std::string(70'000, 'x'));
  for (const std::size_t piece : {std::size_t{1}, std::size_t{3}, std::size_t{4096}, bytes.size()}) {
    const auto frames = read_in_pieces(bytes, piece);
    REQUIRE(frames.size() == 3);
    CHECK(frames[0] == std::pair(Type::load, std::string("first")));
    CHECK(frames[1] == std::pair(Type::done, std::string()));
    CHECK(frames[2].second.size() == 70'000);
  }
}

TEST_CASE("empty and oversized frames are refused") {
  const auto none = [](Type, std::string_view) { FAIL("no frame expected"); };
  CHECK_FALSE(FrameReader().feed(std::string(4, '\0'), none).ok());
  CHECK_FALSE(FrameReader().feed("\xff\xff\xff\x7f", none).ok());
  FrameReader in_pieces;
  CHECK(in_pieces.feed("\xff\xff", none).ok());
  CHECK_FALSE(in_pieces.feed("\xff\x7fx", none).ok());
}

TEST_CASE("a bad size is known as soon as it has come, in however many pieces") {
  FrameReader reader;
  const FrameReader::Got none = [](Type, std::string_view) { FAIL(); };
  const std::string zero(4, '\0');
  for (int i = 0; i < 3; ++i) CHECK(reader.feed(std::string_view(zero).substr(0, 1), none).ok());
  CHECK(reader.feed(std::string_view(zero).substr(0, 1), none).error().code == "BAD_FRAME");
}
