#include "runtime/wire/messages.h"

#include <catch2/catch.hpp>

#include "runtime/wire/frame.h"

using namespace luabot::wire;

namespace {

/// Encodes, frames, reads and decodes; also checks that every shortened body is refused.
template <class Message>
Message round_trip(const Message& sent, Type expected) {
  std::string bytes;
  sent.encode(bytes);
  Message got;
  const auto fed = FrameReader().feed(bytes, [&](Type type, std::string_view body) {
    CHECK(type == expected);
    for (std::size_t size = 0; size < body.size(); ++size)
      CHECK_FALSE(Message::decode(body.substr(0, size)).ok());
    CHECK_FALSE(Message::decode(std::string(body) + "x").ok());
    auto decoded = Message::decode(body);
    REQUIRE(decoded.ok());
    got = *decoded;
  });
  REQUIRE(fed.ok());
  return got;
}

}  // namespace

TEST_CASE("every message survives the wire") {
  const auto load = round_trip(Load{"pizza", -5, {{"main.lua", "return 1"}, {"a/b.lua", ""}}}, Type::load);
  CHECK(load.files == std::vector<File>{{"main.lua", "return 1"}, {"a/b.lua", ""}});
  CHECK(load.wall_ms == -5);
  const auto start =
      round_trip(Start{7, 1'700'000'000'123, 0xfedcba9876543210, 2, "ONIMBOTV2X", "{}"}, Type::start);
  CHECK(start.seed == 0xfedcba9876543210);
  CHECK(start.recorded == 2);
  CHECK(start.event == "{}");
  const auto answer = round_trip(Answer{7, 3, 9, true, "[1]"}, Type::answer);
  CHECK(answer.ok);
  CHECK(answer.step == 3);
  CHECK(round_trip(Ready{"{}"}, Type::ready).definition == "{}");
  CHECK(round_trip(Failed{"main.lua:1: no"}, Type::failed).text == "main.lua:1: no");
  const auto call = round_trip(Call{7, 1, "b24", "im.x", "{\"a\":1}", "", "main.lua:12"}, Type::call);
  CHECK(call.op == "im.x");
  CHECK(call.where == "main.lua:12");
  CHECK(round_trip(Log{7, 3, "text", "main.lua:1"}, Type::log).level == 3);
  CHECK_FALSE(round_trip(Done{7, false, "oops"}, Type::done).ok);
}
