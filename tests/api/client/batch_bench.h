#pragma once
#include <optional>
#include <string>
#include <utility>

#include <nlohmann/json.hpp>

#include "tests/api/client/client_bench.h"

namespace luabot::test {

/// A client that has just room for one more request, so that what follows gathers.
struct BatchBench : ClientBench {
  BatchBench() : ClientBench(client::Limit{1, 1}) {
    call("server.time", catalog::Repeat::read);
    net->ok(0);
  }
  using ClientBench::call;
  std::optional<Result<client::Answer>>& call(const std::string& method, catalog::Repeat repeat,
                                              std::string params = "{}") {
    client::Call with{method, std::move(params), repeat};
    with.timeout = std::chrono::minutes(10);
    return call(with);
  }
  /// The requests after the first, which made room for none.
  [[nodiscard]] const FakeTransport::Request& request(std::size_t number) const {
    return *net->requests.at(number);
  }
  [[nodiscard]] Json cmd(std::size_t number) const { return Json::parse(request(number).body).at("cmd"); }
  void answer(std::size_t number, const Json& parts) {
    Json all{{"result", Json::array()},
             {"result_error", Json::array()},
             {"result_total", Json::array()},
             {"result_next", Json::array()},
             {"result_time", Json::array()}};
    all.update(parts);
    net->answer(number, 200, Json{{"result", all}}.dump());
  }
};

}  // namespace luabot::test
