#include "api/client/client.h"

#include <algorithm>
#include <cmath>
#include <random>
#include <utility>

#include "api/base/log.h"
#include "api/client/client_impl.h"

namespace luabot::client {
namespace {

bool is_method_name(std::string_view name) {
  const auto fits = [](char c) {
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '.' ||
           c == '_' || c == '-';
  };
  return !name.empty() && name.find("..") == std::string_view::npos &&
         std::all_of(name.begin(), name.end(), fits);
}

std::string seconds_of(Duration time) {
  const auto ms = std::chrono::duration_cast<std::chrono::milliseconds>(time).count();
  return ms < 1000 ? std::to_string(ms) + " ms" : std::to_string(ms / 1000) + " s";
}

Client::Dice random_dice() {
  return [engine = std::mt19937_64(std::random_device{}())]() mutable {
    return std::uniform_real_distribution<double>(0, 1)(engine);
  };
}

}  // namespace

const std::string& reason_of(const Error& error) {
  return error.what.empty() ? error.code : error.what;
}

void say_unknown(Error& error) {
  error.what = reason_of(error) + "; the call went out and may or may not have been carried out";
  error.code = "UNKNOWN_OUTCOME";
  error.hint = "Look on the portal, or say retry = \"always\" where a repeat does no harm.";
}

Client::Task::~Task() {
  if (const auto impl = owner.lock(); impl && done) impl->leave(*this), impl->pump();
}

Client::Impl::Impl(Loop& on, std::string name, Limit most, std::unique_ptr<Transport> over, Dice random,
                   std::shared_ptr<Buckets> all)
    : loop(on),
      host(std::move(name)),
      limit(most),
      buckets(all ? std::move(all) : std::make_shared<Buckets>()),
      breaker(max_under_way),
      transport(std::move(over)),
      dice(std::move(random)) {}

void Client::Impl::start(Task& task) {
  tasks.insert(&task);
  if (!is_method_name(task.call.method)) {
    task.pause = loop.after(Duration::zero(), [this, &task] {
      Error error{"BAD_METHOD_NAME", "this is no method name: " + redact(task.call.method)};
      error.outcome = Outcome::refused;
      end(task, std::move(error));
    });
    return;
  }
  if (task.call.params.empty()) task.call.params = "{}";
  task.priority = task.call.priority;
  task.bot = task.call.bot;
  task.dialog = task.call.dialog;
  task.since = loop.now();
  task.deadline = task.since + task.call.timeout;
  task.deadline_timer = loop.after(task.call.timeout, [this, &task] { on_deadline(task); });
  enqueue(task);
}

/// Takes the task out of whatever state it is in.
void Client::Impl::leave(Task& task) {
  tasks.erase(&task);
  queue.remove(task);
  queue.release(task);
  task.pause.reset();
  task.deadline_timer.reset();
  Request* request = std::exchange(task.request, nullptr);
  if (request == nullptr) return;
  request->tasks[task.slot] = nullptr;
  const bool all_gone =
      std::none_of(request->tasks.begin(), request->tasks.end(), [](const Task* left) { return left; });
  if (all_gone && requests.count(request) > 0) drop(*request);
}

void Client::Impl::on_deadline(Task& task) {
  const bool sent = task.request != nullptr && task.request->exchange != nullptr;
  const bool left = sent && task.request->exchange->may_have_left();
  if (left) task.request->late = true;
  const bool unknown = task.maybe_done || left;
  Error error{"TIMED_OUT", "no answer within " + seconds_of(task.call.timeout), task.call.method};
  error.status = task.last_status;
  error.outcome = unknown ? Outcome::unknown : Outcome::not_executed;
  if (!task.last_reason.empty()) error.what += "; the last attempt: " + task.last_reason;
  if (task.last_reason.empty() && !sent) error.what += "; it was still waiting for its turn";
  if (unknown && !task.call.repeatable()) {
    say_unknown(error);
  } else if (unknown) {
    error.what += "; it may or may not have been carried out";
  } else {
    error.what += "; it was not carried out";
  }
  end(task, std::move(error));
}

/// The last thing that is done here, since the callback may destroy the task and the client.
void Client::Impl::end(Task& task, Result<Answer> result) {
  const auto done = std::exchange(task.done, nullptr);
  leave(task);
  pump();
  done(std::move(result));
}

/// The client goes, its tasks stay until their handles go.
void Client::Impl::close() {
  for (Task* task : std::exchange(tasks, {})) {
    queue.remove(*task);
    queue.release(*task);
    task->done = nullptr;
    if (task->request != nullptr) task->request->tasks[task->slot] = nullptr;
    task->request = nullptr;
    task->pause.reset();
    task->deadline_timer.reset();
  }
  requests.clear();
  probing.reset();
  turn.reset();
  wake.reset();
  authorization_changes.reset();
  bucket->leave(*this);
}

void Client::Impl::join(std::shared_ptr<PortalBucket> which) {
  if (which == bucket) return;
  if (bucket) bucket->leave(*this);
  bucket = std::move(which);
  bucket->join(*this);
  const Limit& its = bucket->limit();
  if (its.burst == limit.burst && its.rate == limit.rate) return;
  log(Level::warn, "client",
      host + ": another entry of this portal has another limit; that of the one which came first holds");
}

Traffic Client::Impl::traffic() const {
  Traffic now = counted;
  const auto at = loop.now();
  now.burst = bucket->limit().burst;
  now.rate = governor().rate();
  if (!governor().unlimited()) now.level = governor().level(at);
  now.others = governor().others();
  now.sharers = bucket->sharers();
  for (std::size_t i = 0; i < priorities; ++i) now.waiting[i] = queue.waiting(static_cast<Priority>(i));
  for (const Task* one : tasks)
    if (one->queued()) now.longest_wait = std::max(now.longest_wait, at - one->since);
  now.under_way = requests.size();
  now.portal_down = breaker.open();
  now.slowed_methods = operating.concerned(at);
  return now;
}

Duration Client::Impl::expected_wait() const {
  const auto now = loop.now();
  if (breaker.open()) return std::max(Duration::zero(), breaker.probe_at() - now);
  if (governor().unlimited()) return Duration::zero();
  const auto first = governor().earliest(Pace::gather, now) - now;
  const std::size_t ahead = queue.waiting(Priority::answer) + queue.waiting(Priority::normal);
  const std::size_t needed = ahead / batch_size.most();
  const std::size_t room = governor().room(now);
  if (needed < room) return first;
  const double rate = governor().rate() / static_cast<double>(1 + bucket->others_waiting(*this));
  const std::chrono::duration<double> rest(static_cast<double>(needed - room) / rate);
  return first + std::chrono::duration_cast<Duration>(rest);
}

Client::Client(Loop& loop, const Address& address, Limit limit, std::shared_ptr<Buckets> buckets)
    : Client(loop, address, limit, make_transport(loop, address), random_dice(), std::move(buckets)) {}

Client::Client(Loop& loop, Authorization& authorization, Limit limit, std::shared_ptr<Buckets> buckets)
    : Client(loop, authorization, limit, make_transport(loop), random_dice(), std::move(buckets)) {}

Client::Client(Loop& loop, const Address& address, Limit limit, std::unique_ptr<Transport> transport,
               Dice dice, std::shared_ptr<Buckets> buckets)
    : impl_(std::make_shared<Impl>(loop, address.host, limit, std::move(transport), std::move(dice),
                                   std::move(buckets))) {
  impl_->loopback = address.loopback;
  impl_->join(impl_->buckets->of(address.host, limit, nullptr, loop.now()));
}

Client::Client(Loop& loop, Authorization& authorization, Limit limit, std::unique_ptr<Transport> transport,
               Dice dice, std::shared_ptr<Buckets> buckets)
    : impl_(std::make_shared<Impl>(loop, authorization.name(), limit, std::move(transport), std::move(dice),
                                   std::move(buckets))) {
  impl_->authorization = &authorization;
  impl_->join(std::make_shared<PortalBucket>(limit, loop.now()));  // which portal it is the grant tells
  static_cast<void>(impl_->authorized());
  impl_->authorization_changes = authorization.listen([impl = impl_.get()] { impl->pump(); });
}

Handle Client::fetch(Download what, std::function<void(Result<std::uint64_t>)> done) {
  auto& impl = *impl_;
  what.host = impl.grant ? impl.grant->endpoint.host : impl.host;
  what.loopback = impl.grant ? impl.grant->endpoint.loopback : impl.loopback;
  if (!impl.downloads) impl.downloads = std::make_unique<Downloads>(impl.loop);
  return impl.downloads->get(std::move(what), std::move(done));
}

Client::~Client() {
  impl_->close();
}

Handle Client::call(Call call, Callback done) {
  auto task = std::make_unique<Task>();
  task->owner = impl_;
  task->call = std::move(call);
  task->done = std::move(done);
  impl_->start(*task);
  return task;
}

Traffic Client::traffic() const {
  return impl_->traffic();
}

bool Client::unauthorized() const {
  return impl_->authorization != nullptr && impl_->authorization->error().has_value();
}

Duration Client::expected_wait() const {
  return impl_->expected_wait();
}

}  // namespace luabot::client
