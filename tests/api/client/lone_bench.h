#pragma once
#include <optional>
#include <string>
#include <utility>

#include "tests/api/client/client_bench.h"

namespace luabot::test {

/// Calls of a method that nobody knows, so that each goes alone.
struct LoneBench : ClientBench {
  explicit LoneBench(std::string_view limit = "none") : ClientBench(*client::parse_limit(limit)) {}
  using ClientBench::call;
  std::optional<Result<client::Answer>>& call(catalog::Repeat repeat) {
    client::Call with;
    with.method = "m";
    with.repeat = repeat;
    return call(with);
  }
  [[nodiscard]] std::size_t sent() const { return net->requests.size(); }
};

inline client::Call named(std::string method, client::Priority priority = client::Priority::normal) {
  client::Call call;
  call.method = std::move(method);
  call.priority = priority;
  return call;
}

}  // namespace luabot::test
