#pragma once
#include <functional>
#include <memory>
#include <vector>

#include "api/base/loop.h"

namespace boost::asio {
class io_context;
}

namespace luabot {

/// The real loop, on Boost.Asio (epoll).
class SystemLoop final : public Loop {
 public:
  SystemLoop();
  ~SystemLoop() override;

  [[nodiscard]] TimePoint now() const override;
  [[nodiscard]] std::int64_t wall_ms() const override;
  void post(Task task) override;
  [[nodiscard]] Handle after(Duration delay, Task task) override;
  [[nodiscard]] std::unique_ptr<Watch> watch(int fd, Ready ready) override;

  /// Calls back with each of these signals that arrives, in place of its default action.
  [[nodiscard]] Handle on_signal(const std::vector<int>& signals, std::function<void(int)> got);
  /// Serves until stop(). One thread at a time.
  void run();
  /// Makes run() return. Safe from any thread.
  void stop();

  /// For the HTTP server alone, which is Boost.Beast's.
  [[nodiscard]] boost::asio::io_context& context();

 private:
  struct Impl;
  std::unique_ptr<Impl> impl_;
};

}  // namespace luabot
