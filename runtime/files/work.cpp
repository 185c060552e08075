#include "runtime/files/work.h"

#include <condition_variable>
#include <deque>
#include <mutex>
#include <thread>

namespace luabot::files {

struct Work::Impl {
  struct Job {
    std::function<Result<void>()> job;
    std::function<void(Result<void>)> done;
  };

  explicit Impl(Loop& on) : loop(on) {}

  static void serve(const std::shared_ptr<Impl>& self) {
    std::unique_lock lock(self->mutex);
    for (;;) {
      self->wake.wait(lock, [&] { return self->over || !self->jobs.empty(); });
      if (self->over) return;
      Job next = std::move(self->jobs.front());
      self->jobs.pop_front();
      lock.unlock();
      const auto result = next.job();
      next.job = nullptr;
      // Posted while locked, so that the loop is still there.
      lock.lock();
      if (self->over) return;
      self->loop.post([weak = std::weak_ptr<Impl>(self), result, done = std::move(next.done)] {
        if (const auto alive = weak.lock(); alive && !alive->over) done(result);
      });
    }
  }

  Loop& loop;
  std::mutex mutex;
  std::condition_variable wake;
  std::deque<Job> jobs;
  bool over = false;
  std::thread thread;  ///< begun with the first job
};

Work::Work(Loop& loop) : impl_(std::make_shared<Impl>(loop)) {}

Work::~Work() {
  {
    const std::lock_guard lock(impl_->mutex);
    impl_->over = true;
  }
  impl_->wake.notify_one();
  if (impl_->thread.joinable()) impl_->thread.join();
}

void Work::run(std::function<Result<void>()> job, std::function<void(Result<void>)> done) {
  const std::lock_guard lock(impl_->mutex);
  impl_->jobs.push_back({std::move(job), std::move(done)});
  if (!impl_->thread.joinable()) impl_->thread = std::thread(&Impl::serve, impl_);
  impl_->wake.notify_one();
}

}  // namespace luabot::files
