// Makes results of what came back: answers to their callers, or another attempt.
#include <algorithm>
#include <utility>

#include "api/base/json_text.h"
#include "api/base/log.h"
#include "api/client/backoff.h"
#include "api/client/batch.h"
#include "api/client/client_impl.h"

namespace luabot::client {
namespace {

// A message that is sent again while the portal still writes the first one is answered with SENDING_FAILED,
// and a later repeat succeeds. The first may be from before a restart, so that this run never saw it: a few
// repeats are given to any. (Also a message that cannot be sent at all is answered so.)
constexpr int sending_failed_repeats = 4;

// A call that was in so many batches without a usable answer goes alone: one of them may be why.
constexpr int most_batches_lost = 3;

/// Whether the portal knows the access token no longer. `invalid_token` is not among the documented codes,
/// but portals answer so when the token was replaced by a renewal whose answer was lost.
bool token_refused(const Error& error) {
  return error.status == 401 && (error.code == "expired_token" || error.code == "invalid_token");
}

/// Whether the portal did not deal with the call as it should. When the next attempt ends so too, what shares
/// a request with it overtakes it: a batch goes on after an error, since `halt` would hurt other dialogs, and
/// one call of a dialog in each would take a request for each of many messages. So only what has gone
/// wrong before goes without company. A method that may not be called now is not: later calls of it are
/// refused as well, and all may be made at one time.
bool went_wrong(const std::variant<Answer, Failure>& outcome) {
  const auto* failure = std::get_if<Failure>(&outcome);
  return failure != nullptr && failure->error.outcome != Outcome::not_executed;
}

/// Errors for which a webhook's address has to be looked after.
bool about_address(const Error& error) {
  return error.code == "NO_AUTH_FOUND" || error.code == "INVALID_CREDENTIALS" || error.code == "PORTAL_MOVED";
}

}  // namespace

/// Takes the request out of those under way.
std::unique_ptr<Client::Request> Client::Impl::give_back(Request& request) {
  auto node = requests.extract(&request);
  return std::move(node.mapped());
}

/// Nobody waits for its answer any more.
void Client::Impl::drop(Request& request) {
  const auto gone = give_back(request);
  const auto took = loop.now() - gone->sent;
  if (!gone->late || took < probe_timeout) return;
  breaker.failed(loop.now());
  if (gone->batch) batch_size.unanswered(gone->tasks.size(), took);
}

void Client::Impl::note(const std::string& method, const std::variant<Answer, Failure>& outcome) {
  const auto now = loop.now();
  if (const auto* failure = std::get_if<Failure>(&outcome)) {
    if (!failure->no_portal)
      breaker.answered();
    else
      breaker.failed(now);
    return;
  }
  breaker.answered();
  worked(method);
}

void Client::Impl::worked(const std::string& method) {
  const auto line = failures.worked(method, loop.now());
  if (line) log(Level::info, "client", host + ": " + *line);
}

void Client::Impl::on_probe(const Reply& reply) {
  const auto gone = std::move(probing);
  if (reply.reached == Reached::nowhere) bucket->not_sent(*this, loop.now());
  note(probe_method, classify(probe_method, reply));
  pump();
}

void Client::Impl::on_reply(Request& request, const Reply& reply) {
  const auto keep = shared_from_this();  // a callback may destroy the client
  const auto gone = give_back(request);
  gone->exchange.reset();
  const auto now = loop.now();
  const std::string method = gone->batch ? "batch" : gone->tasks.front()->call.method;
  if (reply.reached == Reached::nowhere) bucket->not_sent(*this, now);
  auto outcome = classify(method, reply);
  note(method, outcome);
  if (const auto* failure = std::get_if<Failure>(&outcome); failure != nullptr && failure->bucket_full) {
    ++counted.refused;
    bucket->refused(*this, now);
  }
  if (gone->batch) return settle_batch(*gone, std::move(outcome));
  gone->tasks.front()->sent_back = went_wrong(outcome);
  if (const auto* answer = std::get_if<Answer>(&outcome)) {
    const auto time = json_text::member(answer->body, "time").value_or("");
    operating.answered(method, time, now);
    batch_size.learn(method, time);
  }
  std::vector<std::variant<Answer, Failure>> outcomes;
  outcomes.push_back(std::move(outcome));
  settle(*gone, std::move(outcomes));
}

void Client::Impl::settle_batch(Request& request, std::variant<Answer, Failure> outcome) {
  const auto now = loop.now();
  const auto took = now - request.sent;
  std::vector<std::variant<Answer, Failure>> outcomes;
  if (const auto* failure = std::get_if<Failure>(&outcome)) {
    if (failure->error.outcome == Outcome::unknown) batch_size.unanswered(request.tasks.size(), took);
    for (Task* task : request.tasks)
      outcomes.push_back(task == nullptr ? std::variant<Answer, Failure>(*failure)
                                         : share_of(*task, *failure));
    const bool refused = failure->error.outcome == Outcome::refused && !concerns_all(failure->error);
    if (refused || failure->hopeless) {
      for (Task* task : request.tasks)
        if (task != nullptr) task->form = Task::Form::alone;
    } else if (failure->error.outcome == Outcome::unknown && !breaker.open()) {
      for (Task* task : request.tasks)
        if (task != nullptr && ++task->batches_lost >= most_batches_lost) task->form = Task::Form::alone;
    }
    return settle(request, std::move(outcomes));
  }
  batch_size.answered(request.tasks.size(), took);
  // Of a call that has ended meanwhile nothing is known but its place.
  std::vector<std::string_view> methods;
  for (const Task* task : request.tasks)
    methods.push_back(task == nullptr ? std::string_view("batch") : std::string_view(task->call.method));
  auto parts = take_apart(std::get<Answer>(outcome), methods);
  for (std::size_t i = 0; i < parts.size(); ++i) {
    if (Task* task = request.tasks[i]) {
      task->sent_back = went_wrong(parts[i].outcome);
      operating.answered(task->call.method, parts[i].time, now);
      batch_size.learn(task->call.method, parts[i].time);
      if (std::holds_alternative<Answer>(parts[i].outcome)) worked(task->call.method);
    }
    outcomes.push_back(std::move(parts[i].outcome));
  }
  settle(request, std::move(outcomes));
}

/// What the failure of a batch as a whole is to one of its calls.
std::variant<Answer, Failure> Client::Impl::share_of(const Task& task, const Failure& failure) const {
  Failure own = failure;
  own.error.where = task.call.method;
  const bool refused = own.error.outcome == Outcome::refused;
  if (refused && concerns_all(own.error)) return own;
  if (refused) own.error.outcome = Outcome::not_executed;  // so it is made alone
  own.hopeless = false;
  return own;
}

/// First everything that goes on is put back in its place, so that nothing of its dialog overtakes it; then
/// the callers are told, of whom each may end others and the client.
void Client::Impl::settle(Request& request, std::vector<std::variant<Answer, Failure>> outcomes) {
  const double rolled = dice();
  for (std::size_t i = 0; i < request.tasks.size(); ++i) {
    Task* task = request.tasks[i];
    auto* failure = std::get_if<Failure>(&outcomes[i]);
    if (task == nullptr || failure == nullptr) continue;
    if (auto error = again_or_error(*task, std::move(*failure), rolled)) {
      failure->error = std::move(*error);
    } else {
      request.tasks[i] = nullptr;
      task->request = nullptr;
    }
  }
  for (std::size_t i = 0; i < request.tasks.size(); ++i) {
    Task* task = request.tasks[i];
    if (task == nullptr) continue;
    if (auto* failure = std::get_if<Failure>(&outcomes[i]))
      end(*task, std::move(failure->error));
    else
      end(*task, std::get<Answer>(std::move(outcomes[i])));
  }
  if (!tasks.empty()) pump();
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
  wait(task, Duration::zero());
  return true;
}

/// Either the call goes on, or this is how it ends.
std::optional<Error> Client::Impl::again_or_error(Task& task, Failure failure, double rolled) {
  auto& error = failure.error;
  if (renewed(task, error)) return std::nullopt;
  if (authorization != nullptr && about_address(error))
    error.hint = "Install the application again on the portal.";
  const auto now = loop.now();
  ++task.failures;
  if (task.call.disposable && error.outcome != Outcome::refused) return dropped(task, reason_of(error));
  const bool unknown = error.outcome == Outcome::unknown;
  task.maybe_done = task.maybe_done || unknown;
  const bool still_written = error.code == "SENDING_FAILED" &&
                             task.call.repeat == catalog::Repeat::deduplicated &&
                             (task.maybe_done || ++task.sending_failed <= sending_failed_repeats);

  if (unknown && !task.call.repeatable()) say_unknown(error);
  if ((error.outcome == Outcome::refused && !still_written) || failure.hopeless ||
      (unknown && !task.call.repeatable()))
    return std::move(error);

  auto pause = backoff(task.failures, rolled);
  if (failure.bucket_full && !governor().unlimited()) pause = Duration::zero();  // the bucket says when
  if (breaker.open()) pause = Duration::zero();                                  // and so does the breaker
  if (error.code == "OPERATION_TIME_LIMIT") {
    std::optional<Duration> told;
    if (failure.allowed_at)
      told = std::chrono::seconds(std::max<std::int64_t>(0, *failure.allowed_at - loop.wall_ms() / 1000));
    pause += operating.exhausted(task.call.method, told, now) - now;
    if (now + pause >= task.deadline) return std::move(error);  // waiting would only delay the same answer
  }
  if (const auto line = failures.failed(error, now)) log(Level::warn, "client", host + ": " + *line);
  task.last_reason = reason_of(error);
  task.last_status = error.status;
  wait(task, pause);
  return std::nullopt;
}

/// Back into the queue after that time. Its dialog waits with it.
void Client::Impl::wait(Task& task, Duration time) {
  if (time <= Duration::zero()) {
    queue.add(task);
    queue.release(task);
    return;
  }
  task.pause = loop.after(time, [this, &task] {
    task.pause.reset();
    queue.add(task);
    queue.release(task);
    if (!governor().unlimited()) begin_turn();  // what failed together goes together
    pump();
  });
}

}  // namespace luabot::client
