#pragma once
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "api/client/authorization.h"
#include "api/client/client.h"
#include "api/client/fair_queue.h"
#include "api/client/transport.h"

namespace luabot::client {

/// The handle of a call, and all that is known of it. It is in one of these states: in the queue, part of a
/// request, waiting for its next attempt (pause), or done (no callback). While it is part of a request or
/// paused, it holds its dialog.
struct Client::Task final : Pending, Waiting {
  enum class Form { unknown, alone, subcall };

  std::weak_ptr<Impl> owner;
  Call call;
  Callback done;
  Form form = Form::unknown;
  std::string command;         ///< of a subcall
  Request* request = nullptr;  ///< that it is part of
  std::size_t slot = 0;        ///< in the request
  Handle deadline_timer;
  Handle pause;
  TimePoint since{};
  TimePoint deadline{};
  std::shared_ptr<const Grant> grant;  ///< of the last attempt
  int failures = 0;
  int sending_failed = 0;
  int batches_lost = 0;     ///< in which it was, without a usable answer
  bool moved = false;       ///< a grant for the portal's new address was asked for
  bool sent_back = false;   ///< the last attempt went wrong by itself, not with all of its batch
  bool maybe_done = false;  ///< an attempt ended with an unknown outcome
  std::string last_reason;
  int last_status = 0;

  Task() = default;
  Task(const Task&) = delete;
  Task& operator=(const Task&) = delete;
  ~Task() override;
  /// Whether it may share a request.
  [[nodiscard]] bool shares();
};

/// One request under way: a call alone, a batch, or a probe without any.
struct Client::Request {
  std::vector<Task*> tasks;  ///< null: ended meanwhile
  bool batch = false;
  std::string body;  ///< of a batch
  TimePoint sent{};
  bool late = false;  ///< a call's deadline passed while it was under way
  std::unique_ptr<Exchange> exchange;
  Handle timeout;  ///< of a probe
};

}  // namespace luabot::client
