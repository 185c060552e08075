#include "runtime/files/work.h"

#include <atomic>
#include <memory>
#include <thread>
#include <vector>

#include <catch2/catch.hpp>

#include "api/base/system_loop.h"

using namespace luabot;

TEST_CASE("work is done in order on another thread and told on the loop's") {
  SystemLoop loop;
  files::Work work(loop);
  const auto here = std::this_thread::get_id();
  std::vector<int> order;
  std::atomic<bool> elsewhere{true};
  for (int i = 0; i < 10; ++i)
    work.run(
        [&, i]() -> Result<void> {
          if (std::this_thread::get_id() == here) elsewhere = false;
          if (i == 5) return Error{"FILE_FAILED", "no"};
          return {};
        },
        [&, i](const Result<void>& done) {
          CHECK(std::this_thread::get_id() == here);
          CHECK(done.ok() == (i != 5));
          order.push_back(i);
          if (i == 9) loop.stop();
        });
  const auto guard = loop.after(std::chrono::seconds(20), [&] { loop.stop(); });
  loop.run();
  CHECK(elsewhere);
  CHECK(order == std::vector<int>{0, 1, 2, 3, 4, 5, 6, 7, 8, 9});
}

TEST_CASE("work that is given up is not told") {
  SystemLoop loop;
  bool told = false;
  {
    files::Work work(loop);
    work.run([]() -> Result<void> { return {}; }, [&](const Result<void>&) { told = true; });
  }
  const auto guard = loop.after(std::chrono::milliseconds(20), [&] { loop.stop(); });
  loop.run();
  CHECK_FALSE(told);
}
