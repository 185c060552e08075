// Makes requests of what waits: when one may go out, and which calls share it.
#include <algorithm>
#include <array>
#include <span>
#include <utility>

#include "api/client/batch.h"
#include "api/client/client_impl.h"
#include "api/client/subcall.h"

namespace luabot::client {
namespace {

// A body of about 1 MB is the most that a portal takes (see api/client/subcall.cpp).
constexpr std::size_t largest_batch = 900'000;
// Calls that cannot share are set aside while a batch is made, and so many are looked at for one.
constexpr std::size_t most_set_aside = 20;
// Calls beyond its share in a request that goes out anyway: they delay its answer.
constexpr std::size_t most_along = 10;
// A bulk call that has waited so long begins a request, though one in so many at most.
constexpr Duration overdue_after = std::chrono::seconds(15);
constexpr std::size_t bulk_every = 8;

// What shares a request. A page of events may be large and late, or too large, and then the outcome of all
// that it came with is unknown: it shares with its like alone, and with bulk calls that may be repeated.
constexpr std::array people{Priority::answer, Priority::normal};
constexpr std::array people_and_bulk{Priority::answer, Priority::normal, Priority::bulk};
constexpr std::array only_polls{Priority::poll};
constexpr std::array only_bulk{Priority::bulk};

std::span<const Priority> sharing_with(Priority first) {
  if (first == Priority::poll) return only_polls;
  if (first == Priority::bulk) return people_and_bulk;
  return people;
}

}  // namespace

bool Client::Task::shares() {
  if (form == Form::unknown) {
    auto text = subcall(call);
    form = text ? Form::subcall : Form::alone;
    if (text) command = std::move(*text);
  }
  return form == Form::subcall;
}

void Client::Impl::enqueue(Task& task) {
  queue.add(task);
  pump();
  if (!task.call.disposable || !task.queued()) return;
  // What gathers in this turn of the loop goes out at its end, and this timer with it.
  task.pause =
      loop.after(Duration::zero(), [this, &task] { end(task, dropped(task, "it would have had to wait")); });
}

Error Client::Impl::dropped(const Task& task, const std::string& why) {
  ++counted.dropped;
  Error error{"DROPPED", why + "; it is of no use later", task.call.method};
  error.outcome = Outcome::not_executed;
  return error;
}

/// Sends what may go out now. Everything that frees a connection or a dialog, adds a call or refills the
/// bucket ends here.
void Client::Impl::pump() {
  while (step()) {
  }
}

bool Client::Impl::step() {
  wake_time = TimePoint::max();
  PortalBucket::begin(*this);
  if (queue.ready() == 0 || !authorized()) return false;
  const auto now = loop.now();
  if (breaker.open()) {
    if (!probing) breaker.probe_at() <= now ? probe() : wake_at(breaker.probe_at());
    return false;
  }
  if (requests.size() >= breaker.allowed()) return false;

  std::array<Priority, priorities> order{Priority::answer, Priority::normal, Priority::poll, Priority::bulk};
  std::stable_partition(order.begin(), order.end(), [&](Priority one) { return overdue(one); });
  for (const auto priority : order) {
    Task* task = front(priority);
    if (task == nullptr) continue;
    const auto pace = pace_of(*task);
    if (turn && pace != Pace::now) continue;
    const auto at = bucket->earliest(*this, pace, now);
    if (at <= now) {
      send(priority, pace);
      return true;
    }
    wake_at(at);
  }
  return false;
}

/// Whether the next of that priority goes before all others.
bool Client::Impl::overdue(Priority of) {
  const auto now = loop.now();
  if (of == Priority::poll) return bucket->poll_due(now);
  if (of != Priority::bulk || bucket->sent_since_bulk < bulk_every) return false;
  const Task* task = front(of);
  return task != nullptr && now - task->since >= overdue_after;
}

void Client::Impl::wake_at(TimePoint at) {
  if (at >= wake_time) return;
  wake_time = at;
  wake = loop.after(at - loop.now(), [this] { pump(); });
}

/// Another client leaves the moment to this one.
void Client::Impl::take_turn() {
  if (step()) wake_at(loop.now());
}

/// Whether calls may go out as far as the authorization goes. Ends those that wait for one that has failed.
bool Client::Impl::authorized() {
  if (authorization == nullptr) return true;
  if (const auto error = authorization->error()) {
    fail_waiting(*error);
    return false;
  }
  const auto current = authorization->grant();
  if (!current || current == grant) return current != nullptr;
  transport->use(*current);
  join(buckets->of(current->endpoint.host, limit, bucket, loop.now()));
  grant = current;
  return true;
}

/// Soon, since this may happen within call() and callbacks may do anything.
void Client::Impl::fail_waiting(const Error& error) {
  for (Waiting* waiting : queue.all()) {
    Task& task = static_cast<Task&>(*waiting);
    queue.remove(task);
    task.pause = loop.after(Duration::zero(), [this, &task, error] {
      Error own = error;
      own.where = task.call.method;
      own.outcome = task.maybe_done ? Outcome::unknown : Outcome::not_executed;
      end(task, std::move(own));
    });
  }
}

/// The next call of that priority whose method may be called now; those before it wait elsewhere.
Client::Task* Client::Impl::front(Priority of) {
  while (Waiting* waiting = queue.front(of)) {
    Task& task = static_cast<Task&>(*waiting);
    const auto now = loop.now();
    const auto at = operating.earliest(task.call.method, now);
    if (at <= now) return &task;
    park(task, at);
  }
  return nullptr;
}

void Client::Impl::park(Task& task, TimePoint until) {
  queue.remove(task);
  queue.hold(task);
  const auto now = loop.now();
  const auto refused = operating.refused_until(task.call.method, now);
  if (refused && *refused >= task.deadline) {  // waiting would only delay the same answer
    task.pause = loop.after(Duration::zero(), [this, &task] {
      Error error{"OPERATION_TIME_LIMIT",
                  "the portal takes no more calls of this method within this call's time",
                  task.call.method,
                  "",
                  429,
                  task.maybe_done ? Outcome::unknown : Outcome::not_executed};
      end(task, std::move(error));
    });
    return;
  }
  wait(task, until - now);
}

/// A request that is full gains nothing by waiting, nor does one of a call that cannot share it.
Pace Client::Impl::pace_of(Task& front) {
  if (governor().unlimited()) return Pace::now;
  if (front.priority == Priority::poll) return Pace::poll;
  if (front.priority == Priority::bulk && !overdue(Priority::bulk)) return Pace::bulk;
  if (!front.shares() || queue.ready_to(Priority::normal) >= batch_size.most()) return Pace::now;
  const bool more = queue.waiting(Priority::answer) + queue.waiting(Priority::normal) >= batch_size.most();
  return more ? Pace::patient : Pace::gather;  // of dialogs with a call under way
}

/// How many calls go into a request, so that those which may go out at once take all that wait.
std::size_t Client::Impl::share(Priority first) const {
  if (first > Priority::normal) return batch_size.most();
  const auto waiting = queue.ready_to(Priority::normal);
  const auto requests_now = std::max<std::size_t>(1, governor().eager(loop.now()));
  return std::clamp<std::size_t>((waiting + requests_now - 1) / requests_now, 1, batch_size.most());
}

void Client::Impl::send(Priority first, Pace pace) {
  bucket->sent_since_bulk = first == Priority::bulk ? 0 : bucket->sent_since_bulk + 1;
  const bool shared = !governor().unlimited() && static_cast<Task*>(queue.front(first))->shares();
  auto picked = pick(first, shared ? share(first) : 1);
  if (shared && first != Priority::bulk) take_along(picked);
  if (shared) begin_turn();
  const auto now = loop.now();
  bucket->sent(*this, pace, now);
  post(std::move(picked));
}

/// The calls of the next request, in the order in which they have to be made.
std::vector<Client::Task*> Client::Impl::pick(Priority first, std::size_t most) {
  std::vector<Task*> picked;
  put_in(picked, *static_cast<Task*>(queue.pop(first)));
  fill(picked, sharing_with(first), most);
  return picked;
}

/// Some more calls go with a request that goes out anyway.
void Client::Impl::take_along(std::vector<Task*>& picked) {
  if (!picked.front()->shares()) return;
  std::span<const Priority> of = people_and_bulk;
  if (picked.front()->priority == Priority::poll) of = only_bulk;
  fill(picked, of, std::min(picked.size() + most_along, batch_size.most()));
}

/// Into a request that is being made.
void Client::Impl::put_in(std::vector<Task*>& picked, Task& task) {
  picked.push_back(&task);
  if (task.sent_back) queue.hold(task);  // if it is sent back again, nothing of its dialog has overtaken it
  operating.sent(task.call.method, loop.now());  // now, so that the next call of a slowed method knows of it
}

/// Adds calls until there are so many, or no more that fit.
void Client::Impl::fill(std::vector<Task*>& picked, std::span<const Priority> of, std::size_t most) {
  const bool events = picked.front()->priority == Priority::poll;
  std::vector<Task*> aside;
  std::size_t bytes = 0;
  Duration expected{};
  for (const Task* task : picked) {
    bytes += task->command.size();
    expected += batch_size.expected(task->call.method);
  }
  while (picked.size() < most && aside.size() < most_set_aside) {
    Task* task = take(of);
    if (task == nullptr) break;
    const bool safe = !events || task->call.repeatable();
    bytes += task->shares() ? task->command.size() : largest_batch;
    expected += batch_size.expected(task->call.method);
    if (safe && bytes <= largest_batch && expected <= BatchSize::aim) {
      put_in(picked, *task);
      continue;
    }
    bytes -= task->shares() ? task->command.size() : largest_batch;
    expected -= batch_size.expected(task->call.method);
    queue.hold(*task);  // nothing of its dialog overtakes it
    aside.push_back(task);
  }
  for (Task* task : aside) {
    queue.add(*task);
    queue.release(*task);
  }
}

/// The next call whose method may be called now.
Client::Task* Client::Impl::take(std::span<const Priority> of) {
  while (auto* task = static_cast<Task*>(queue.pop_any(of))) {
    const auto now = loop.now();
    const auto at = operating.earliest(task->call.method, now);
    if (at <= now) return task;
    park(*task, at);
  }
  return nullptr;
}

/// One call goes as it is, several as a batch.
void Client::Impl::post(std::vector<Task*> picked) {
  auto made = std::make_unique<Request>();
  Request& request = *made;
  requests.emplace(&request, std::move(made));
  request.tasks = std::move(picked);
  request.sent = loop.now();
  request.batch = request.tasks.size() > 1;
  ++counted.requests;
  for (std::size_t i = 0; i < request.tasks.size(); ++i) {
    Task& task = *request.tasks[i];
    queue.hold(task);
    task.request = &request;
    task.slot = i;
    task.grant = grant;
    task.pause.reset();
  }
  auto done = [this, &request](const Reply& reply) { on_reply(request, reply); };
  if (!request.batch) {
    const Call& call = request.tasks.front()->call;
    request.exchange = transport->post(call.method, call.params, call.insertion, std::move(done));
    return;
  }
  ++counted.batches;
  counted.subcalls += request.tasks.size();
  std::vector<std::string_view> commands;
  commands.reserve(request.tasks.size());
  for (const Task* task : request.tasks) commands.push_back(task->command);
  request.body = batch_body(commands);
  request.exchange = transport->post("batch", request.body, std::move(done));
}

void Client::Impl::begin_turn() {
  if (turn) return;
  turn = loop.after(Duration::zero(), [this] {
    turn.reset();
    pump();
  });
}

/// Asks whether the portal is back, with a call that does no harm however it ends.
void Client::Impl::probe() {
  probing = std::make_unique<Request>();
  probing->sent = loop.now();
  ++counted.requests;
  bucket->sent(*this, Pace::now, loop.now());
  auto timed_out = [this] {
    Reply reply;
    reply.reached = Reached::perhaps;
    reply.reason = "no answer to a probe";
    on_probe(reply);
  };
  probing->timeout = loop.after(probe_timeout, std::move(timed_out));
  probing->exchange = transport->post(probe_method, "{}", [this](const Reply& reply) { on_probe(reply); });
}

}  // namespace luabot::client
