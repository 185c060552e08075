#include "api/client/client.h"

#include <algorithm>
#include <map>
#include <optional>
#include <random>
#include <set>
#include <utility>

#include "api/base/log.h"
#include "api/client/authorization.h"
#include "api/client/backoff.h"
#include "api/client/bucket.h"
#include "api/client/download.h"
#include "api/client/failure_log.h"
#include "api/client/outcome.h"
#include "api/client/transport.h"

namespace luabot::client {
namespace {

// A message that is sent again while the portal still writes the first one is answered with SENDING_FAILED,
// and a later repeat succeeds. The first may be from before a restart, so that this run never saw it: a few
// repeats are given to any. (Also a message that cannot be sent at all is answered so.)
constexpr int sending_failed_repeats = 4;

bool is_method_name(std::string_view name) {
  const auto fits = [](char c) {
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '.' ||
           c == '_' || c == '-';
  };
  return !name.empty() && name.find("..") == std::string_view::npos &&
         std::all_of(name.begin(), name.end(), fits);
}

const std::string& reason_of(const Error& error) {
  return error.what.empty() ? error.code : error.what;
}

std::string seconds_of(Duration time) {
  const auto ms = std::chrono::duration_cast<std::chrono::milliseconds>(time).count();
  return ms < 1000 ? std::to_string(ms) + " ms" : std::to_string(ms / 1000) + " s";
}

/// Whether the portal knows the access token no longer. `invalid_token` is not among the documented codes,
/// but portals answer so when the token was replaced by a renewal whose answer was lost.
bool token_refused(const Error& error) {
  return error.status == 401 && (error.code == "expired_token" || error.code == "invalid_token");
}

/// Errors for which a webhook's address has to be looked after.
bool about_address(const Error& error) {
  return error.code == "NO_AUTH_FOUND" || error.code == "INVALID_CREDENTIALS" || error.code == "PORTAL_MOVED";
}

/// What the author of a script has to know when a call must not be repeated by itself.
void say_unknown(Error& error) {
  error.what = reason_of(error) + "; the call went out and may or may not have been carried out";
  error.code = "UNKNOWN_OUTCOME";
  error.hint = "Look on the portal, or say retry = \"always\" where a repeat does no harm.";
}

Client::Dice random_dice() {
  return [engine = std::mt19937_64(std::random_device{}())]() mutable {
    return std::uniform_real_distribution<double>(0, 1)(engine);
  };
}

}  // namespace

/// The handle of a call, and all that is known of it. It is in one of these states: in the queue, under way
/// (exchange), waiting for its next attempt (pause), or done (no callback).
struct Client::Task final : Pending {
  std::weak_ptr<Impl> owner;
  Call call;
  Callback done;
  std::uint64_t place = 0;  ///< in the queue, kept for life
  bool queued = false;
  std::unique_ptr<Exchange> exchange;
  std::shared_ptr<const Grant> grant;  ///< that the request under way was sent with
  Handle deadline_timer;
  Handle pause;
  TimePoint deadline;
  int failures = 0;
  int sending_failed = 0;
  bool moved = false;       ///< a grant for the portal's new address was asked for
  bool maybe_done = false;  ///< an attempt ended with an unknown outcome
  std::string last_reason;
  int last_status = 0;

  ~Task() override;
  [[nodiscard]] bool repeatable() const { return call.repeat_always || call.repeat != catalog::Repeat::once; }
};

struct Client::Impl : std::enable_shared_from_this<Client::Impl> {
  Impl(Loop& on, std::string name, Limit limit, std::unique_ptr<Transport> over, Dice random)
      : loop(on), host(std::move(name)), bucket(limit), transport(std::move(over)), dice(std::move(random)) {}

  void start(Task& task);
  void enqueue(Task& task);
  void leave(Task& task);
  void pump();
  bool authorized();
  void fail_waiting(const Error& error);
  void send(Task& task);
  void on_reply(Task& task, const Reply& reply);
  bool renewed(Task& task, const Error& error);
  void on_failure(Task& task, Failure failure);
  void on_deadline(Task& task);
  void wait(Task& task, Duration time);
  void end(Task& task, Result<Answer> result);
  void close();

  Loop& loop;
  std::string host;
  Bucket bucket;
  std::unique_ptr<Transport> transport;
  Dice dice;
  Authorization* authorization = nullptr;  ///< null: the address says it all
  std::shared_ptr<const Grant> grant;      ///< that the transport uses
  Handle authorization_changes;
  bool loopback = false;                 ///< of the address
  std::unique_ptr<Downloads> downloads;  ///< made for the first
  FailureLog failures;
  std::set<Task*> tasks;                 ///< all that are not done
  std::map<std::uint64_t, Task*> queue;  ///< by place: priority first, then order of arrival
  std::uint64_t arrivals = 0;
  std::size_t under_way = 0;
  Handle wake;
};

Client::Task::~Task() {
  if (const auto impl = owner.lock(); impl && done) impl->leave(*this), impl->pump();
}

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
  constexpr unsigned priority_shift = 60;
  task.place = (static_cast<std::uint64_t>(task.call.priority) << priority_shift) | ++arrivals;
  task.deadline = loop.now() + task.call.timeout;
  task.deadline_timer = loop.after(task.call.timeout, [this, &task] { on_deadline(task); });
  enqueue(task);
}

void Client::Impl::enqueue(Task& task) {
  task.queued = true;
  queue.emplace(task.place, &task);
  pump();
}

/// Takes the task out of whatever state it is in.
void Client::Impl::leave(Task& task) {
  tasks.erase(&task);
  if (std::exchange(task.queued, false)) queue.erase(task.place);
  if (task.exchange) {
    task.exchange.reset();
    --under_way;
  }
  task.pause.reset();
  task.deadline_timer.reset();
}

/// Sends what may go out now. Everything that frees a connection, adds a call or refills the bucket ends
/// here.
void Client::Impl::pump() {
  while (!queue.empty() && under_way < max_under_way && authorized()) {
    const auto now = loop.now();
    const auto at = bucket.earliest(now);
    if (at > now) {
      wake = loop.after(at - now, [this] { pump(); });
      return;
    }
    Task& task = *queue.begin()->second;
    queue.erase(queue.begin());
    task.queued = false;
    bucket.take(now);
    send(task);
  }
  wake.reset();
}

/// Whether calls may go out as far as the authorization goes. Ends those that wait for one that has failed.
bool Client::Impl::authorized() {
  if (authorization == nullptr) return true;
  if (const auto error = authorization->error()) {
    fail_waiting(*error);
    return false;
  }
  const auto current = authorization->grant();
  if (current && current != grant) transport->use(*current);
  if (current) grant = current;
  return current != nullptr;
}

/// Soon, since this may happen within call() and callbacks may do anything.
void Client::Impl::fail_waiting(const Error& error) {
  for (const auto& [place, waiting] : std::exchange(queue, {})) {
    Task& task = *waiting;
    task.queued = false;
    task.pause = loop.after(Duration::zero(), [this, &task, error] {
      Error own = error;
      own.where = task.call.method;
      own.outcome = task.maybe_done ? Outcome::unknown : Outcome::not_executed;
      end(task, std::move(own));
    });
  }
}

void Client::Impl::send(Task& task) {
  ++under_way;
  task.grant = grant;
  task.exchange = transport->post(task.call.method, task.call.params, task.call.insertion,
                                  [this, &task](const Reply& reply) { on_reply(task, reply); });
}

void Client::Impl::on_reply(Task& task, const Reply& reply) {
  task.exchange.reset();
  --under_way;
  if (reply.reached == Reached::nowhere) bucket.put_back(loop.now());
  auto outcome = classify(task.call.method, reply);
  if (auto* failure = std::get_if<Failure>(&outcome)) {
    on_failure(task, std::move(*failure));
    return;
  }
  if (const auto line = failures.worked(task.call.method, loop.now()))
    log(Level::info, "client", host + ": " + *line);
  end(task, std::get<Answer>(std::move(outcome)));
}

/// Sends the call again with the next grant, when that is what it takes.
bool Client::Impl::renewed(Task& task, const Error& error) {
  if (authorization == nullptr) return false;
  // A portal whose address changed redirects to the new one, which comes with the next grant.
  const bool moved = error.code == "PORTAL_MOVED" && !std::exchange(task.moved, true);
  if (!moved && !token_refused(error)) return false;
  task.last_reason = reason_of(error);
  task.last_status = error.status;
  if (authorization->grant() == task.grant) authorization->expired(task.grant);
  enqueue(task);
  return true;
}

void Client::Impl::on_failure(Task& task, Failure failure) {
  auto& error = failure.error;
  if (renewed(task, error)) return;
  if (authorization != nullptr && about_address(error))
    error.hint = "Install the application again on the portal.";
  const auto now = loop.now();
  ++task.failures;
  if (failure.bucket_full) bucket.fill(now);
  const bool unknown = error.outcome == Outcome::unknown;
  task.maybe_done = task.maybe_done || unknown;
  const bool still_written = error.code == "SENDING_FAILED" &&
                             task.call.repeat == catalog::Repeat::deduplicated &&
                             (task.maybe_done || ++task.sending_failed <= sending_failed_repeats);

  if (unknown && !task.repeatable()) say_unknown(error);
  if ((error.outcome == Outcome::refused && !still_written) || failure.hopeless ||
      (unknown && !task.repeatable())) {
    end(task, std::move(error));
    return;
  }

  auto pause = backoff(task.failures, dice());
  if (failure.bucket_full && !bucket.unlimited()) pause = Duration::zero();  // the bucket says when
  if (failure.allowed_at) {
    pause += std::chrono::seconds(std::max<std::int64_t>(0, *failure.allowed_at - loop.wall_ms() / 1000));
    if (now + pause >= task.deadline) {  // waiting would only delay the same answer
      end(task, std::move(error));
      return;
    }
  }
  if (const auto line = failures.failed(error, now)) log(Level::warn, "client", host + ": " + *line);
  task.last_reason = reason_of(error);
  task.last_status = error.status;
  wait(task, pause);
}

void Client::Impl::wait(Task& task, Duration time) {
  if (time <= Duration::zero()) {
    enqueue(task);
    return;
  }
  task.pause = loop.after(time, [this, &task] {
    task.pause.reset();
    enqueue(task);
  });
  pump();
}

void Client::Impl::on_deadline(Task& task) {
  const bool left = task.exchange && task.exchange->may_have_left();
  const bool unknown = task.maybe_done || left;
  Error error{"TIMED_OUT", "no answer within " + seconds_of(task.call.timeout), task.call.method};
  error.status = task.last_status;
  error.outcome = unknown ? Outcome::unknown : Outcome::not_executed;
  if (!task.last_reason.empty()) error.what += "; the last attempt: " + task.last_reason;
  if (task.last_reason.empty() && !task.exchange) error.what += "; it was still waiting for its turn";
  if (unknown && !task.repeatable()) {
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
    task->done = nullptr;
    task->exchange.reset();
    task->pause.reset();
    task->deadline_timer.reset();
  }
  queue.clear();
  wake.reset();
  authorization_changes.reset();
}

Client::Client(Loop& loop, const Address& address, Limit limit)
    : Client(loop, address, limit, make_transport(loop, address), random_dice()) {}

Client::Client(Loop& loop, Authorization& authorization, Limit limit)
    : Client(loop, authorization, limit, make_transport(loop), random_dice()) {}

Client::Client(Loop& loop, const Address& address, Limit limit, std::unique_ptr<Transport> transport,
               Dice dice)
    : impl_(std::make_shared<Impl>(loop, address.host, limit, std::move(transport), std::move(dice))) {
  impl_->loopback = address.loopback;
}

Client::Client(Loop& loop, Authorization& authorization, Limit limit, std::unique_ptr<Transport> transport,
               Dice dice)
    : impl_(
          std::make_shared<Impl>(loop, authorization.name(), limit, std::move(transport), std::move(dice))) {
  impl_->authorization = &authorization;
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

}  // namespace luabot::client
