#include "api/base/system_loop.h"

#include <utility>

#include <boost/asio/io_context.hpp>
#include <boost/asio/posix/stream_descriptor.hpp>
#include <boost/asio/post.hpp>
#include <boost/asio/signal_set.hpp>
#include <boost/asio/steady_timer.hpp>

namespace luabot {
namespace asio = boost::asio;

struct SystemLoop::Impl {
  asio::io_context context{1};
  asio::executor_work_guard<asio::io_context::executor_type> work{context.get_executor()};
};

namespace {

/// The task may destroy the handle that owns the timer, so the completion handler holds its own share.
struct Timer final : Pending {
  struct State {
    explicit State(asio::io_context& context) : timer(context) {}
    asio::steady_timer timer;
    Loop::Task task;
  };
  std::shared_ptr<State> state;

  Timer(asio::io_context& context, Duration delay, Loop::Task task)
      : state(std::make_shared<State>(context)) {
    state->task = std::move(task);
    state->timer.expires_after(delay);
    state->timer.async_wait([state = state](const boost::system::error_code& error) {
      if (error || !state->task) return;
      const auto run = std::exchange(state->task, nullptr);
      run();
    });
  }
  ~Timer() override {
    state->task = nullptr;
    state->timer.cancel();
  }
};

/// One wait per direction is kept armed while it is wanted; a wait that is no longer wanted ends silently.
struct DescriptorWatch final : Watch {
  struct State : std::enable_shared_from_this<State> {
    State(asio::io_context& context, int fd) : descriptor(context, fd) {}
    asio::posix::stream_descriptor descriptor;
    Loop::Ready ready;
    bool want[2] = {false, false};
    bool armed[2] = {false, false};
    bool gone = false;

    void arm() {
      for (int side = 0; side < 2; ++side) {
        if (gone || !want[side] || armed[side]) continue;
        armed[side] = true;
        const auto kind = side == 0 ? asio::posix::stream_descriptor::wait_read
                                    : asio::posix::stream_descriptor::wait_write;
        descriptor.async_wait(kind,
                              [self = shared_from_this(), side](const boost::system::error_code& error) {
                                self->armed[side] = false;
                                if (self->gone || error == asio::error::operation_aborted) return;
                                if (self->want[side]) self->ready(side == 0, side == 1);
                                self->arm();
                              });
      }
    }
  };
  std::shared_ptr<State> state;

  DescriptorWatch(asio::io_context& context, int fd, Loop::Ready ready)
      : state(std::make_shared<State>(context, fd)) {
    state->ready = std::move(ready);
  }
  ~DescriptorWatch() override {
    state->gone = true;
    state->descriptor.release();  // the descriptor is not ours to close
  }
  void want(bool readable, bool writable) override {
    state->want[0] = readable;
    state->want[1] = writable;
    state->arm();
  }
};

struct Signals final : Pending {
  struct State : std::enable_shared_from_this<State> {
    explicit State(asio::io_context& context) : set(context) {}
    asio::signal_set set;
    std::function<void(int)> got;
    void wait() {
      set.async_wait([self = shared_from_this()](const boost::system::error_code& error, int number) {
        if (error) return;
        self->got(number);
        self->wait();
      });
    }
  };
  std::shared_ptr<State> state;

  explicit Signals(asio::io_context& context) : state(std::make_shared<State>(context)) {}
  ~Signals() override {
    boost::system::error_code ignored;
    state->set.cancel(ignored);
  }
};

}  // namespace

SystemLoop::SystemLoop() : impl_(std::make_unique<Impl>()) {}
SystemLoop::~SystemLoop() = default;

TimePoint SystemLoop::now() const {
  return std::chrono::steady_clock::now();
}

std::int64_t SystemLoop::wall_ms() const {
  using std::chrono::duration_cast, std::chrono::milliseconds, std::chrono::system_clock;
  return duration_cast<milliseconds>(system_clock::now().time_since_epoch()).count();
}

void SystemLoop::post(Task task) {
  asio::post(impl_->context, std::move(task));
}

Handle SystemLoop::after(Duration delay, Task task) {
  return std::make_unique<Timer>(impl_->context, delay, std::move(task));
}

std::unique_ptr<Watch> SystemLoop::watch(int fd, Ready ready) {
  return std::make_unique<DescriptorWatch>(impl_->context, fd, std::move(ready));
}

Handle SystemLoop::on_signal(const std::vector<int>& signals, std::function<void(int)> got) {
  auto handle = std::make_unique<Signals>(impl_->context);
  for (const int number : signals) handle->state->set.add(number);
  handle->state->got = std::move(got);
  handle->state->wait();
  return handle;
}

void SystemLoop::run() {
  impl_->context.run();
}
void SystemLoop::stop() {
  impl_->context.stop();
}
asio::io_context& SystemLoop::context() {
  return impl_->context;
}

}  // namespace luabot
