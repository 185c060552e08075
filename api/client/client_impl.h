#pragma once
#include <array>
#include <map>
#include <memory>
#include <set>
#include <span>
#include <string>
#include <variant>
#include <vector>

#include "api/client/authorization.h"
#include "api/client/batch_size.h"
#include "api/client/breaker.h"
#include "api/client/buckets.h"
#include "api/client/client.h"
#include "api/client/download.h"
#include "api/client/failure_log.h"
#include "api/client/fair_queue.h"
#include "api/client/operating.h"
#include "api/client/outcome.h"
#include "api/client/portal_bucket.h"
#include "api/client/task.h"

namespace luabot::client {

/// Asks whether the portal is there: reads nothing of anybody's, and any access may call it.
constexpr auto probe_method = "server.time";
/// Without an answer for so long, a portal counts as one that does not answer.
constexpr Duration probe_timeout = std::chrono::seconds(10);

/// The client's state. client.cpp has its beginning and end, dispatch.cpp makes requests of what waits,
/// settle.cpp makes results of what came back.
struct Client::Impl final : std::enable_shared_from_this<Client::Impl>, Sharer {
  Impl(Loop& on, std::string name, Limit limit, std::unique_ptr<Transport> over, Dice random,
       std::shared_ptr<Buckets> all);

  // client.cpp
  void start(Task& task);
  void leave(Task& task);
  void on_deadline(Task& task);
  void end(Task& task, Result<Answer> result);
  void close();
  void join(std::shared_ptr<PortalBucket> which);
  [[nodiscard]] Traffic traffic() const;
  [[nodiscard]] Duration expected_wait() const;

  // dispatch.cpp
  void enqueue(Task& task);
  void pump();
  bool step();
  bool authorized();
  void fail_waiting(const Error& error);
  Task* front(Priority of);
  void park(Task& task, TimePoint until);
  [[nodiscard]] Error dropped(const Task& task, const std::string& why);
  [[nodiscard]] bool overdue(Priority of);
  [[nodiscard]] Pace pace_of(Task& front);
  [[nodiscard]] std::size_t share(Priority first) const;
  void send(Priority first, Pace pace);
  std::vector<Task*> pick(Priority first, std::size_t most);
  void take_along(std::vector<Task*>& picked);
  void put_in(std::vector<Task*>& picked, Task& task);
  void fill(std::vector<Task*>& picked, std::span<const Priority> of, std::size_t most);
  Task* take(std::span<const Priority> of);
  void post(std::vector<Task*> tasks);
  void begin_turn();
  void probe();
  void wake_at(TimePoint at);
  void take_turn() override;
  void look_again() override { wake_at(loop.now()); }
  [[nodiscard]] const Governor& governor() const { return bucket->governor(); }

  // settle.cpp
  void on_reply(Request& request, const Reply& reply);
  void on_probe(const Reply& reply);
  std::unique_ptr<Request> give_back(Request& request);
  void drop(Request& request);
  void settle(Request& request, std::vector<std::variant<Answer, Failure>> outcomes);
  void settle_batch(Request& request, std::variant<Answer, Failure> outcome);
  [[nodiscard]] std::variant<Answer, Failure> share_of(const Task& task, const Failure& failure) const;
  std::optional<Error> again_or_error(Task& task, Failure failure, double dice);
  bool renewed(Task& task, const Error& error);
  void wait(Task& task, Duration time);
  void note(const std::string& method, const std::variant<Answer, Failure>& outcome);
  void worked(const std::string& method);

  Loop& loop;
  std::string host;
  Limit limit;
  std::shared_ptr<Buckets> buckets;
  std::shared_ptr<PortalBucket> bucket;  ///< never null
  Breaker breaker;
  Operating operating;
  BatchSize batch_size;
  std::unique_ptr<Transport> transport;
  Dice dice;
  Authorization* authorization = nullptr;  ///< null: the address says it all
  std::shared_ptr<const Grant> grant;      ///< that the transport uses
  Handle authorization_changes;
  bool loopback = false;                 ///< of the address
  std::unique_ptr<Downloads> downloads;  ///< made for the first
  FailureLog failures;
  std::set<Task*> tasks;  ///< all that are not done
  FairQueue queue;
  std::map<Request*, std::unique_ptr<Request>> requests;  ///< under way
  std::unique_ptr<Request> probing;
  Handle turn;  ///< calls made in this turn of the loop gather until it ends
  Handle wake;
  TimePoint wake_time{};
  Traffic counted;
};

[[nodiscard]] const std::string& reason_of(const Error& error);
/// What the author of a script has to know when a call must not be repeated by itself.
void say_unknown(Error& error);

}  // namespace luabot::client
