#include "runtime/launcher/worker_process.h"

#include <csignal>

#include <boost/asio/io_context.hpp>
#include <catch2/catch.hpp>

#include "api/base/system_loop.h"
#include "runtime/launcher/sandbox_trial.h"
#include "runtime/wire/messages.h"

using namespace luabot;

TEST_CASE("a worker that exits says how") {
  SystemLoop loop;
  std::string why;
  auto worker = WorkerProcess::start(loop, "/bin/true",
                                     {[](wire::Type, std::string_view) {},
                                      [&](const std::string& reason) {
                                        why = reason;
                                        loop.stop();
                                      }});
  REQUIRE(worker.ok());
  loop.run();
  CHECK(why == "exited with status 0");
}

TEST_CASE("a program that is not there is an error that names it") {
  SystemLoop loop;
  const auto worker = WorkerProcess::start(loop, "/no/such/luabot-worker", {});
  REQUIRE_FALSE(worker.ok());
  CHECK_THAT(worker.error().text(), Catch::Contains("/no/such/luabot-worker"));
}

TEST_CASE("a worker that speaks nonsense is ended") {
  SystemLoop loop;
  std::string why;
  auto worker = WorkerProcess::start(loop, LUABOT_TEST_PROGRAM,
                                     {[](wire::Type, std::string_view) { FAIL("no frame expected"); },
                                      [&](const std::string& reason) {
                                        why = reason;
                                        loop.stop();
                                      }});
  REQUIRE(worker.ok());
  loop.run();
  CHECK_THAT(why, Catch::Contains("a frame of"));
}

TEST_CASE("a worker ends with its owner") {
  SystemLoop loop;
  pid_t pid = 0;
  {
    auto worker = WorkerProcess::start(loop, "/bin/cat", {});
    REQUIRE(worker.ok());
    pid = (*worker)->pid();
  }
  CHECK(kill(pid, 0) != 0);
}

TEST_CASE("whether workers are filtered is what a trial says") {
  const auto yes = workers_are_filtered("/bin/true");
  REQUIRE(yes.ok());
  CHECK(*yes);
  const auto broken = workers_are_filtered("/bin/false");
  REQUIRE_FALSE(broken.ok());
  CHECK_THAT(broken.error().text(), Catch::Contains("cannot give up its privileges"));
  const auto missing = workers_are_filtered("/no/such/luabot-worker");
  REQUIRE_FALSE(missing.ok());
  CHECK_THAT(missing.error().text(), Catch::Contains("/no/such/luabot-worker"));
}

TEST_CASE("a message to a worker that has ended goes nowhere") {
  SystemLoop loop;
  bool ended = false;
  auto worker = WorkerProcess::start(
      loop, "/bin/true",
      {[](wire::Type, std::string_view) {}, [&](const std::string&) { ended = true, loop.stop(); }});
  REQUIRE(worker.ok());
  (*worker)->send(wire::Answer{});
  loop.run();
  REQUIRE(ended);
  (*worker)->send(wire::Answer{});
  loop.context().restart();
  loop.post([&] { loop.stop(); });
  loop.run();
}
