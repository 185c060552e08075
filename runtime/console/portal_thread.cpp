#include "runtime/console/portal_thread.h"

#include <future>
#include <optional>
#include <thread>
#include <utility>

#include "api/base/system_loop.h"

namespace luabot {

struct PortalThread::Impl {
  SystemLoop loop;
  std::unique_ptr<emulator::Emulator> emulator;
  std::string url;
  std::thread thread;
};

PortalThread::PortalThread() : impl_(std::make_unique<Impl>()) {}

Result<std::unique_ptr<PortalThread>> PortalThread::start(emulator::Options options, std::uint16_t port) {
  std::unique_ptr<PortalThread> made(new PortalThread);
  Impl& impl = *made->impl_;
  std::promise<std::optional<Error>> outcome;
  auto known = outcome.get_future();
  impl.thread = std::thread([&impl, &outcome, options = std::move(options), port] {
    auto started = emulator::Emulator::start(impl.loop, options, "127.0.0.1", port);
    if (!started) return outcome.set_value(started.error());
    impl.emulator = std::move(*started);
    impl.url = impl.emulator->url();
    outcome.set_value(std::nullopt);
    impl.loop.run();
    impl.emulator.reset();
  });
  if (auto error = known.get()) return *error;
  return made;
}

PortalThread::~PortalThread() {
  impl_->loop.stop();
  if (impl_->thread.joinable()) impl_->thread.join();
}

const std::string& PortalThread::url() const {
  return impl_->url;
}

void PortalThread::post(std::function<void(emulator::Portal&)> task) {
  impl_->loop.post([&impl = *impl_, task = std::move(task)] { task(impl.emulator->portal()); });
}

}  // namespace luabot
