#pragma once
#include <list>
#include <memory>
#include <optional>
#include <utility>

#include <catch2/catch.hpp>

#include "api/base/log.h"
#include "api/client/client.h"
#include "tests/api/client/fake_transport.h"
#include "tests/support/sim_loop.h"

namespace luabot::test {

/// A client on simulated time and a network that answers when it is told to, whose dice always show one half.
struct ClientBench {
  explicit ClientBench(const client::Limit& limit) {
    set_log_level(Level::off);
    auto fake = std::make_unique<FakeTransport>();
    net = fake.get();
    portal.emplace(loop, *client::parse_address("http://127.0.0.1:1/rest/1/t0kent0ken/"), limit,
                   std::move(fake), [] { return 0.5; });
  }
  ~ClientBench() { set_log_level(Level::info); }
  ClientBench(const ClientBench&) = delete;
  ClientBench& operator=(const ClientBench&) = delete;

  /// Starts a call; its result goes to the place returned.
  std::optional<Result<client::Answer>>& call(client::Call with) {
    auto& entry = calls.emplace_back();
    entry.handle = portal->call(std::move(with), [&entry](Result<client::Answer> result) {
      REQUIRE_FALSE(entry.result);
      entry.result = std::move(result);
    });
    return entry.result;
  }

  struct Entry {
    Handle handle;
    std::optional<Result<client::Answer>> result;
  };
  SimLoop loop;
  FakeTransport* net = nullptr;
  std::list<Entry> calls;
  std::optional<client::Client> portal;
};

}  // namespace luabot::test
