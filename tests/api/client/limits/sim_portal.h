#pragma once
#include <map>
#include <memory>
#include <random>
#include <string>
#include <vector>

#include <nlohmann/json.hpp>

#include "api/client/transport.h"
#include "tests/support/sim_loop.h"

namespace luabot::test {

/// A portal on simulated time, as documented: one leaky bucket for whoever asks, batches whose subcalls run
/// one after another, `operating` by method.
class SimPortal final : public client::Transport {
 public:
  enum class State { up, refuses_connections, gateway_page };

  struct Executed {
    std::string method;
    Json params;
    TimePoint at{};
    std::size_t request = 0;
  };

  SimPortal(SimLoop& loop, client::Limit limit) : loop_(loop), limit_(limit) {}
  ~SimPortal() override;
  SimPortal(const SimPortal&) = delete;
  SimPortal& operator=(const SimPortal&) = delete;

  using Transport::post;
  std::unique_ptr<client::Exchange> post(std::string_view method, std::string_view body,
                                         const client::Insertion& insertion, Done done) override;

  /// Someone else asks this often on average, from now on; 0 stops.
  void others(double a_second);
  /// Someone else has just made so many requests.
  void draw(double of_others) { level_ = level() + of_others, at_ = loop_.now(); }
  [[nodiscard]] double level() const;
  /// Methods (all, when it is empty) answer with OPERATION_TIME_LIMIT once they took so long in ten minutes.
  void limit_operating(double seconds) { most_operating_ = seconds; }

  State state = State::up;
  Duration travel = std::chrono::milliseconds(10);
  Duration jitter{};                             ///< of travel, at most
  Duration work = std::chrono::milliseconds(5);  ///< of a call
  std::map<std::string, Duration> work_of;       ///< of calls of a method
  std::vector<Executed> executed;
  std::size_t requests = 0;  ///< that reached the portal's bucket
  std::size_t refused = 0;   ///< of those, with 503
  std::size_t others_asked = 0;
  std::size_t others_refused = 0;
  std::size_t limited = 0;  ///< calls answered with OPERATION_TIME_LIMIT
  std::vector<TimePoint> arrivals;

 private:
  struct Request;
  struct SimExchange;
  void arrived(const std::shared_ptr<Request>& request);
  void answer(const std::shared_ptr<Request>& request, client::Reply reply, Duration after);
  bool take();
  std::string call(const std::string& method, Json params, Duration& spent, bool& ok);
  std::string batch(const std::string& body, Duration& spent);
  void other(double a_second);

  SimLoop& loop_;
  client::Limit limit_;
  double level_ = 0;
  TimePoint at_{};
  Handle others_;
  std::vector<std::weak_ptr<Request>> taken_;  // all requests, for the end
  double most_operating_ = 1e9;
  std::mt19937 random_{7};  // NOLINT: the same run each time
  struct Use {
    double seconds = 0;
    TimePoint reset{};
  };
  std::map<std::string, Use> operating_;
};

}  // namespace luabot::test
