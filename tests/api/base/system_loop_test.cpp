#include "api/base/system_loop.h"

#include <array>
#include <thread>

#include <catch2/catch.hpp>
#include <unistd.h>

using namespace luabot;
using namespace std::chrono_literals;

TEST_CASE("posted tasks run in order, from any thread") {
  SystemLoop loop;
  std::string order;
  loop.post([&] { order += "a"; });
  std::thread([&] { loop.post([&] { order += "b"; }); }).join();
  loop.post([&] { loop.stop(); });
  loop.run();
  CHECK(order == "ab");
}

TEST_CASE("a timer fires once, a destroyed one never") {
  SystemLoop loop;
  int fired = 0;
  auto dropped = loop.after(1ms, [&] { fired += 10; });
  const auto kept = loop.after(1ms, [&] { ++fired; });
  dropped.reset();
  const auto end = loop.after(5ms, [&] { loop.stop(); });
  loop.run();
  CHECK(fired == 1);
}

TEST_CASE("a timer may destroy its own handle") {
  SystemLoop loop;
  Handle self;
  self = loop.after(0ms, [&] {
    self.reset();
    loop.stop();
  });
  loop.run();
  CHECK_FALSE(self);
}

TEST_CASE("a watch reports readable data until it is read, and can be paused") {
  std::array<int, 2> ends{};
  REQUIRE(pipe(ends.data()) == 0);
  SystemLoop loop;
  int calls = 0;
  std::unique_ptr<Watch> watch;
  watch = loop.watch(ends[0], [&](bool readable, bool) {
    CHECK(readable);
    if (++calls == 3) {
      watch->want(false, false);
      loop.stop();
    }
  });
  watch->want(true, false);
  REQUIRE(write(ends[1], "x", 1) == 1);
  loop.run();
  CHECK(calls == 3);
  watch.reset();
  close(ends[0]);
  close(ends[1]);
}
